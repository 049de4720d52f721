import { useEffect, useRef, useState } from 'react';
import type { ExportLevels, ExportRequest } from '../../../src-shared/contract/export.ts';
import { isCancelled } from '../../../src-shared/contract/failure.ts';
import { api } from '../../api/client.ts';
import { useDebounced } from '../../api/hooks.ts';

/** How far measuring the levels of an export has come. */
export type Check =
  | { readonly kind: 'none' }
  | { readonly kind: 'measuring'; readonly done: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'levels'; readonly levels: ExportLevels };

const SETTLE_MS = 500;

/**
 * Measures what a request would write, again whenever what it depends on changes, and ends with the component.
 * @param request null if there is nothing to measure
 */
export function useCheck(request: ExportRequest | null): {
  readonly check: Check;
  stop: () => void;
  again: () => void;
} {
  const key = useDebounced(request === null ? null : measuredKey(request), SETTLE_MS);
  const [result, setResult] = useState<{ readonly key: string | null; readonly check: Check }>({
    key: null,
    check: { kind: 'none' },
  });
  const [turn, setTurn] = useState(0);
  const latest = useRef(request);
  const running = useRef<AbortController | null>(null);
  useEffect(() => {
    latest.current = request;
  });
  useEffect(() => {
    const asked = latest.current;
    if (key === null || asked === null) return undefined;
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    const set = (check: Check): void => {
      if (!signal.aborted) setResult({ key, check });
    };
    measure(asked, signal, set).catch((error: unknown) => {
      if (!isCancelled(error)) set({ kind: 'failed', error });
    });
    return () => controller.abort();
  }, [key, turn]);
  const current = result.key === key ? result.check : ({ kind: 'measuring', done: 0 } as const);
  return {
    check: key === null || request === null ? { kind: 'none' } : current,
    stop: () => {
      running.current?.abort();
      setResult({ key, check: { kind: 'stopped' } });
    },
    again: () => {
      setResult({ key, check: { kind: 'measuring', done: 0 } });
      setTurn((before) => before + 1);
    },
  };
}

async function measure(
  request: ExportRequest,
  signal: AbortSignal,
  set: (check: Check) => void,
): Promise<void> {
  set({ kind: 'measuring', done: 0 });
  for await (const event of await api.exports.check(request, { signal })) {
    if (event.type === 'levels') set({ kind: 'levels', levels: event.levels });
    else set({ kind: 'measuring', done: event.done });
  }
}

/** The parts of a request that the levels depend on. */
function measuredKey({ projectId, parts, regions, format, bitDepth, sampleRate }: ExportRequest): string {
  return JSON.stringify({ projectId, parts, regions, format, bitDepth, sampleRate });
}
