import type { IncomingHttpHeaders } from 'node:http';

export interface OriginPolicy {
  readonly port: number;
  readonly secure: boolean;
  /** The address that the server listens on. */
  readonly address: string;
  /** `host` or `host:port` of tunnels and other names (`--allow-host`). */
  readonly allowHosts: readonly string[];
}

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** Host header values that this server accepts; any other is DNS rebinding or a mistake. */
export function acceptedHosts(policy: OriginPolicy): ReadonlySet<string> {
  const names = ['127.0.0.1', 'localhost', '[::1]', bracketed(policy.address)];
  const own = names.flatMap((name) => {
    const isDefaultPort = policy.port === (policy.secure ? 443 : 80);
    return isDefaultPort ? [name, `${name}:${policy.port}`] : [`${name}:${policy.port}`];
  });
  const allowed = policy.allowHosts.flatMap((host) => {
    const lower = host.toLowerCase();
    return /:\d+$/.test(lower) ? [lower] : [lower, `${lower}:${policy.port}`];
  });
  return new Set([...own, ...allowed]);
}

/**
 * Returns why a request does not come from this server's own page, or null. Host must be accepted; Origin must name the
 * same host (with any scheme, as a tunnel may terminate TLS); calls and sockets require an Origin; other sites may
 * embed nothing.
 */
export function refuseOrigin(
  hosts: ReadonlySet<string>,
  headers: IncomingHttpHeaders,
  needsOrigin: boolean,
): string | null {
  const host = headers.host?.toLowerCase();
  if (host === undefined || !hosts.has(host)) {
    return 'This server does not answer to that host name (see --allow-host)';
  }
  const origin = headers.origin?.toLowerCase();
  if (origin === undefined) {
    if (needsOrigin) return 'The request names no origin';
  } else if (origin !== `http://${host}` && origin !== `https://${host}`) {
    return 'The request comes from another origin';
  }
  const site = headers['sec-fetch-site'];
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation) {
    return 'The request comes from another site';
  }
  return null;
}
