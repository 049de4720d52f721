import { useCallback, useEffect, useRef, useState } from 'react';
import type { TestAnswer } from '../../../src-shared/contract/listening-test.ts';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import { sendAnswer } from '../../api/participant.ts';

const RETRY_MS = 2000;

export type SaveState = 'saved' | 'saving' | 'offline';

/**
 * Sends answers one after the other, always the newest, and tries again while there is no connection.
 * @param onFinal a final answer has been stored
 */
export function useSavedAnswer(onFinal: (answer: TestAnswer) => void): {
  readonly state: SaveState;
  readonly error: unknown;
  save: (answer: TestAnswer) => void;
} {
  const [state, setState] = useState<SaveState>('saved');
  const [error, setError] = useState<unknown>(null);
  const waiting = useRef<TestAnswer | null>(null);
  const isSending = useRef(false);
  const isGone = useRef(false);
  const finished = useRef(onFinal);
  useEffect(() => {
    finished.current = onFinal;
  });
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);

  const send = useCallback(async (): Promise<void> => {
    if (isSending.current) return;
    isSending.current = true;
    try {
      for (let answer = waiting.current; answer !== null; answer = waiting.current) {
        try {
          await sendAnswer(answer);
        } catch (failure) {
          if (!isFailure(failure) || failure.code !== 'call/cancelled') {
            setError(failure);
            waiting.current = null;
            return;
          }
          setState('offline');
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
          continue;
        }
        if (waiting.current === answer) waiting.current = null;
        if (answer.isFinal && !isGone.current) finished.current(answer);
      }
      setState('saved');
    } finally {
      isSending.current = false;
    }
  }, []);

  const save = useCallback(
    (answer: TestAnswer) => {
      waiting.current = answer;
      setError(null);
      setState('saving');
      void send();
    },
    [send],
  );
  return { state, error, save };
}
