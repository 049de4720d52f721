import { isFailure } from '../../src-shared/contract/failure.ts';
import type { FailureCode, FailureData } from '../../src-shared/contract/failure.ts';
import { hostState } from './store.ts';

/** What to do about each failure, in one sentence; empty where the message says it all. */
const ADVICE: Readonly<Record<FailureCode, string>> = {
  'call/invalid': 'Check what was entered and try again.',
  'call/cancelled': '',
  'call/unauthorised': 'Open the address that Divisi printed when it started.',
  'file/not-found': 'It may have been moved or renamed. Put it back, or import it again.',
  'file/unreadable': 'Check that the file can be opened elsewhere and that you may read it.',
  'file/empty': 'The file holds nothing. Choose another one.',
  'file/truncated': 'The file ends too early. Copy or download it again.',
  'file/unsupported': '',
  'file/too-large': 'Split the file, or start Divisi on the machine that holds it.',
  'file/not-granted': 'Choose the file again.',
  'file/exists': 'Choose another name or folder.',
  'audio/no-samples': 'The file has no sound in it. Choose another one.',
  'audio/not-finite': 'The file holds values that are not numbers. Export it again from where it was made.',
  'audio/channels': 'Choose them in the list of jobs.',
  'audio/sample-rate': 'Convert it to a rate between 8 and 384 kHz.',
  'audio/not-ready': 'It can be heard as soon as it is separated.',
  'audio/clips': 'Export as 32-bit float, or lower the gain.',
  'disk/full': 'Free some space, then start again: finished parts are kept.',
  'disk/unwritable': 'Choose a folder that you may write to.',
  'model/unknown': 'Choose a model that is installed.',
  'model/invalid': 'Ask whoever made the model for a corrected folder.',
  'model/hash-mismatch': 'Its weights are not what its manifest promises. Install the model again.',
  'model/unsupported': 'Choose another model.',
  'model/load-failed': 'Choose another model, or see Settings for what this machine can run.',
  'players/none': 'Add at least one player that the model can separate.',
  'players/unknown-instrument': 'Choose another instrument, or leave it in the rest.',
  'players/too-many': 'Remove some players, or choose another model.',
  'library/locked': 'Close the other Divisi that uses this library.',
  'library/read-only': 'Another Divisi has this library open. Close it to make changes here.',
  'library/newer': 'This library was written by a newer Divisi. Update Divisi to open it.',
  'library/damaged': 'Restore the library from its backup.',
  'library/no-database': 'Rebuild the database from the files, or restore a backup.',
  'library/not-found': 'It is no longer in the library.',
  'library/duplicate': '',
  'project/conflict': 'This project was changed elsewhere. Reload it to see the newest version.',
  'project/invalid': 'The project’s file is not valid.',
  'job/not-found': 'It has already been removed.',
  'python/missing': 'Install it as shown, then look again.',
  'python/packages': 'Install them as shown, then look again.',
  'adapt/material': '',
  'notes/invalid': '',
  'notes/does-not-fit': 'Check that it is a score of this piece.',
  'notes/conflict': 'These notes were changed elsewhere. Reload them to see the newest version.',
  'score/invalid': 'Export the score again from the program that made it, as MusicXML or MIDI.',
  'score/no-notes': 'Choose a score that holds notes.',
  'adapt/busy': 'Wait for it to end, or stop it.',
  'library/untrusted': 'If you know where it comes from, trust it in the settings.',
  'process/died': 'Try again. What was finished has been kept.',
  'internal/error': 'Try again. If it happens again, report it with the details.',
};

export interface Described {
  readonly title: string;
  readonly advice: string;
  /** What a report of this failure needs; only where it is not the user's to mend. */
  readonly details?: () => string;
}

const sentence = (text: string): string => {
  const trimmed = text.trim();
  const first = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
};

/** What happened and what to do, for whatever was thrown; a bug reads as one. */
export function describeFailure(error: unknown): Described {
  if (isFailure(error) || isFailureData(error)) {
    const described = { title: sentence(error.message), advice: ADVICE[error.code] };
    const isOurs = error.code === 'internal/error' || error.code === 'process/died';
    return isOurs ? { ...described, details: () => reportOf(error) } : described;
  }
  return {
    title: 'Something went wrong inside Divisi.',
    advice: ADVICE['internal/error'],
    details: () => reportOf(error),
  };
}

/** The text behind "Copy details": what happened, where and when; the reference finds the entry in the log. */
function reportOf(error: unknown): string {
  const { code, message, details } =
    isFailure(error) || isFailureData(error)
      ? error
      : {
          code: 'window',
          message: error instanceof Error ? (error.stack ?? error.message) : String(error),
          details: undefined,
        };
  return [
    `Divisi ${hostState().capabilities?.version ?? '(version unknown)'}`,
    `${code}: ${message}`,
    ...Object.entries(details ?? {}).map(([name, value]) => `${name}: ${String(value)}`),
    `time: ${new Date().toISOString()}`,
    `page: ${window.location.hash}`,
    `browser: ${navigator.userAgent}`,
  ].join('\n');
}

function isFailureData(value: unknown): value is FailureData {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    value.code in ADVICE &&
    'message' in value &&
    typeof value.message === 'string'
  );
}
