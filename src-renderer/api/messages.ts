import { FAILURE_CODES, isFailure } from '../../src-shared/contract/failure.ts';
import type { FailureData } from '../../src-shared/contract/failure.ts';
import { hostState } from './store.ts';
import { words } from '../words/words.ts';

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

/** The catalogue's sentence for the code, with the host's beside it, or the host's own. */
function describeCode({ code, message }: Pick<FailureData, 'code' | 'message'>): Described {
  const { title, advice } = words().failures.byCode[code];
  if (title === null) return { title: sentence(message), advice };
  return { title, advice: [advice, words().failures.hostSays(sentence(message))].filter(Boolean).join(' ') };
}

/** What happened and what to do, for whatever was thrown; a bug reads as one. */
export function describeFailure(error: unknown): Described {
  if (isFailure(error) || isFailureData(error)) {
    const described = describeCode(error);
    const isOurs = error.code === 'internal/error' || error.code === 'process/died';
    return isOurs ? { ...described, details: () => reportOf(error) } : described;
  }
  return {
    title: words().failures.bug,
    advice: words().failures.byCode['internal/error'].advice,
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
    `divisi ${hostState().capabilities?.version ?? 'unknown'}`,
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
    FAILURE_CODES.some((code) => code === value.code) &&
    'message' in value &&
    typeof value.message === 'string'
  );
}
