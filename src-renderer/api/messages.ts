import { FAILURE_CODES, isFailure } from '../../src-shared/contract/failure.ts';
import type { FailureData } from '../../src-shared/contract/failure.ts';
import { hostState } from './store.ts';
import { words } from '../words/words.ts';

export interface Described {
  readonly title: string;
  readonly advice: string;
  /** Returns the text for an error report; present only for errors that the user can't fix. */
  readonly details?: () => string;
}

const sentence = (text: string): string => {
  const trimmed = text.trim();
  const first = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
};

/** Returns the catalogue's text for the code, with the host's message as a supplement or fallback. */
function describeCode({ code, message }: Pick<FailureData, 'code' | 'message'>): Described {
  const { title, advice } = words().failures.byCode[code];
  if (title === null) return { title: sentence(message), advice };
  return { title, advice: [advice, words().failures.hostSays(sentence(message))].filter(Boolean).join(' ') };
}

/** Returns what happened and what to do about it, for any thrown value. Unexpected errors are described as bugs. */
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

/** The text that "Copy details" copies: what happened, where and when, with a reference to the log entry. */
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
