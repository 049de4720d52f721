import type { HalfOpenLimits } from './half-open.ts';

/** Resource limits of one running server. */
export interface ServeLimits extends HalfOpenLimits {
  readonly uploadBytes: number;
  /** Space to leave free on the disk that holds uploads. */
  readonly diskReserveBytes: number;
  readonly uploadsAtOnce: number;
  /** An upload that sends nothing for this long is aborted. */
  readonly uploadIdleMs: number;
  /** Of one request of a listening test's participant. */
  readonly participantBytes: number;
  readonly sockets: number;
  readonly socketMessageBytes: number;
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  /** Requests without a valid cookie or code. */
  readonly strangersPerSecond: number;
  readonly strangerBurst: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: ServeLimits = {
  uploadBytes: 16 * 1024 * MIB,
  diskReserveBytes: 256 * MIB,
  uploadsAtOnce: 4,
  uploadIdleMs: 60_000,
  halfOpen: 64,
  halfOpenMs: 5000,
  participantBytes: 256 * 1024,
  sockets: 16,
  // The largest call is a project with all its automation, about a megabyte per hour of audio.
  socketMessageBytes: 8 * MIB,
  messagesPerSecond: 200,
  messageBurst: 1000,
  requestsPerSecond: 300,
  requestBurst: 1000,
  strangersPerSecond: 1,
  strangerBurst: 40,
};

/** A token bucket: allows bursts of `burst`, and `perSecond` on average. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #now: () => number;
  #tokens: number;
  #at: number;

  /** @param now milliseconds, monotonic */
  constructor(perSecond: number, burst: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#now = now;
    this.#tokens = burst;
    this.#at = now();
  }

  /** Takes a token; false if none is left. */
  take(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
