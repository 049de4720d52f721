import type { IncomingHttpHeaders } from 'node:http';

export interface OriginPolicy {
  readonly port: number;
  readonly secure: boolean;
  /** The address listened on. */
  readonly address: string;
  /** `host` or `host:port` of tunnels and names (`--allow-host`). */
  readonly allowHosts: readonly string[];
}

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** Values of the Host header this server answers to; any other is a rebound name or a mistake. */
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
 * Why a request is not from this server's own page, or null. Host must be accepted; an Origin must be that same
 * host (scheme free: a tunnel may end TLS); calls and sockets must carry one; nothing may be embedded elsewhere.
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
