import { z } from 'zod';

/** Every expected failure has one of these codes; a bug throws a plain Error instead. */
export const FAILURE_CODES = [
  'call/invalid',
  'call/cancelled',
  'call/unauthorised',
  'file/not-found',
  'file/unreadable',
  'file/empty',
  'file/truncated',
  'file/unsupported',
  'file/too-large',
  'file/not-granted',
  'file/exists',
  'audio/no-samples',
  'audio/not-finite',
  'audio/channels',
  'audio/sample-rate',
  'audio/clips',
  'audio/not-ready',
  'disk/full',
  'disk/unwritable',
  'model/unknown',
  'model/invalid',
  'model/hash-mismatch',
  'model/unsupported',
  'model/load-failed',
  'players/none',
  'players/unknown-instrument',
  'players/too-many',
  'library/locked',
  'library/read-only',
  'library/newer',
  'library/damaged',
  'library/no-database',
  'library/not-found',
  'library/duplicate',
  'library/moving',
  'library/busy',
  'library/place',
  'library/no-room',
  'project/conflict',
  'project/invalid',
  'job/not-found',
  'process/died',
  'internal/error',
  'python/missing',
  'python/packages',
  'adapt/material',
  'notes/invalid',
  'notes/does-not-fit',
  'notes/none-heard',
  'notes/conflict',
  'score/invalid',
  'score/no-notes',
  'adapt/busy',
  'library/untrusted',
  'listener/invalid',
  'separation/unchanged',
  'separation/busy',
  'study/invalid',
  'study/conflict',
  'lab/differs',
  'live/no-model',
  'live/too-slow',
  'live/ended',
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];

/** A failure as it crosses a process or network boundary. */
export interface FailureData {
  readonly code: FailureCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** The corresponding schema, for the receiving side. */
export const FailureSchema = z.object({
  code: z.enum(FAILURE_CODES),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
});

/** An expected failure: a code to act on, one sentence to show, and the underlying cause. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly details: FailureData['details'];

  constructor(
    code: FailureCode,
    message: string,
    options: { cause?: unknown; details?: FailureData['details'] } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }

  toData(): FailureData {
    return this.details === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, details: this.details };
  }

  static fromData(data: FailureData, cause?: unknown): Failure {
    return new Failure(data.code, data.message, {
      cause,
      ...(data.details === undefined ? {} : { details: data.details }),
    });
  }
}

export function isFailure(value: unknown): value is Failure {
  return value instanceof Failure;
}

export function isCancelled(value: unknown): boolean {
  return value instanceof Failure && value.code === 'call/cancelled';
}
