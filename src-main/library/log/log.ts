import { randomBytes } from 'node:crypto';
import { Failure } from '../../../src-shared/contract/failure.ts';

/** Where the host's rooms report what they do; the door decides where the messages go. */
export interface Log {
  info(message: string, details?: unknown): void;
  warn(message: string, details?: unknown): void;
  error(message: string, details?: unknown): void;
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** Every entry goes to all of `logs`. */
export function allLogs(...logs: readonly Log[]): Log {
  return {
    info: (message, details) => logs.forEach((log) => log.info(message, details)),
    warn: (message, details) => logs.forEach((log) => log.warn(message, details)),
    error: (message, details) => logs.forEach((log) => log.error(message, details)),
  };
}

/**
 * Logs a bug and returns the user's message: one sentence and a reference to the log entry. The error's own
 * text stays in the log, because it may contain file names.
 */
export function internalError(log: Log, what: string, error: unknown): Failure {
  const reference = randomBytes(4).toString('hex');
  log.error(`[${reference}] ${what}`, error);
  return new Failure('internal/error', 'Something went wrong inside Divisi; the log has the details', {
    cause: error,
    details: { reference },
  });
}
