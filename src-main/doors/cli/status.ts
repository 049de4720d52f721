import { isFailure, type FailureCode } from '../../../src-shared/contract/failure.ts';

export const EXIT = { done: 0, wrongCall: 2, failed: 3, interrupted: 130 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** Codes of work that failed although the call and its input were valid; all other codes mean an invalid call. */
const WORK_FAILED: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'disk/full',
  'disk/unwritable',
  'model/load-failed',
  'model/hash-mismatch',
  'library/locked',
  'library/read-only',
  'library/newer',
  'library/damaged',
  'library/no-database',
  'library/no-room',
  'library/busy',
  'library/moving',
  'project/conflict',
  'notes/conflict',
  'notes/does-not-fit',
  'notes/none-heard',
  'process/died',
  'internal/error',
  'python/missing',
  'python/packages',
  'library/untrusted',
  'adapt/busy',
  'separation/busy',
  'separation/unchanged',
  'lab/differs',
  'live/too-slow',
]);

const RECOVERY = ' (divisi library rebuild, or divisi library backups restore NAME)';

/** The option to suggest for failures that the user can resolve. */
const HINTS: Partial<Record<FailureCode, string>> = {
  'library/damaged': RECOVERY,
  'library/no-database': RECOVERY,
  'audio/channels': ' (--channels 1,2 takes the first two)',
  'audio/clips': ' (--bit-depth 32f, --lower-by DB, or in remix and export --allow-clipping)',
};

/** The exit status and the stderr line for the error that ended a command. */
export function verdictOf(error: unknown, interrupted: boolean): { status: ExitStatus; line: string } {
  if (interrupted) return { status: EXIT.interrupted, line: 'Interrupted' };
  if (isFailure(error)) {
    if (error.code === 'call/cancelled') return { status: EXIT.interrupted, line: error.message };
    return {
      status: WORK_FAILED.has(error.code) ? EXIT.failed : EXIT.wrongCall,
      line: oneLine(error.message + (HINTS[error.code] ?? '')),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: EXIT.failed, line: oneLine(`internal error: ${message}`) };
}

const oneLine = (text: string): string => text.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim();
