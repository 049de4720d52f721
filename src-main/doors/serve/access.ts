import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Compares digests, because the constant-time comparison needs equal lengths. */
function sameSecret(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

const secret = (): string => randomBytes(32).toString('base64url');

export function readCookie(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

/** The session survives closing the browser; restarting the server invalidates every cookie. */
const COOKIE_SECONDS = 30 * 24 * 3600;

/**
 * Exchanges one single-use code for one session cookie. Restarting the program prints a new code and ends the session.
 */
export class Access {
  readonly code = secret();
  readonly cookieName: string;
  readonly #session = secret();
  readonly #secure: boolean;
  #redeemed = false;

  /** Cookies ignore ports, so the name keeps two servers on one machine apart. */
  constructor(options: { port: number; secure: boolean }) {
    this.#secure = options.secure;
    this.cookieName = `${options.secure ? '__Host-' : ''}divisi-${options.port}`;
  }

  /** Returns the Set-Cookie header for the right code the first time, otherwise null. */
  redeem(code: string): string | null {
    if (!sameSecret(code, this.code) || this.#redeemed) return null;
    this.#redeemed = true;
    return `${this.cookieName}=${this.#session}; Path=/; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Strict${this.#secure ? '; Secure' : ''}`;
  }

  admits(cookieHeader: string | undefined): boolean {
    const value = readCookie(cookieHeader, this.cookieName);
    return value !== null && sameSecret(value, this.#session);
  }
}
