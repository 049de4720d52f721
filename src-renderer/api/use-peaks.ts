import { useEffect, useState } from 'react';
import { isCancelled } from '../../src-shared/contract/failure.ts';
import type { AudioId } from '../../src-shared/project/ids.ts';
import { fetchPeaks } from './media.ts';

/** The peak data that `ui/Waveform` draws. */
interface DrawnPeaks {
  readonly channels: number;
  readonly buckets: number;
  readonly data: Int16Array;
  readonly readyShare: number;
}

export interface PeaksRequest {
  readonly audioId: AudioId;
  /** Sample range, half open. */
  readonly from: number;
  readonly to: number;
  readonly buckets: number;
  /** True while the audio is still being read; the peaks are fetched again until they are complete. */
  readonly growing: boolean;
}

const AGAIN_MS = 700;
const MOST_KEPT = 400;
const kept = new Map<string, DrawnPeaks>();

function keep(key: string, peaks: DrawnPeaks): void {
  kept.set(key, peaks);
  const oldest = kept.keys().next();
  if (kept.size > MOST_KEPT && oldest.done === false) kept.delete(oldest.value);
}

/** Fetches the peaks of a passage and keeps the previous ones until the new ones arrive. Null fetches nothing. */
export function usePeaks(request: PeaksRequest | null): DrawnPeaks | null {
  const key =
    request === null || request.to <= request.from
      ? null
      : `${request.audioId}/${request.from}/${request.to}/${request.buckets}`;
  const growing = request?.growing ?? false;
  const [shown, setShown] = useState<{ audioId: string; peaks: DrawnPeaks } | null>(null);

  useEffect(() => {
    if (request === null || key === null) return undefined;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const { audioId, from, to, buckets } = request;
    const load = async (): Promise<void> => {
      let done = false;
      try {
        const peaks = await fetchPeaks(audioId, { from, to, buckets }, controller.signal);
        const readyShare = Math.min(1, Math.max(0, (peaks.ready - from) / (to - from)));
        const drawn = { channels: peaks.channels, buckets: peaks.buckets, data: peaks.data, readyShare };
        done = readyShare >= 1;
        if (done) keep(key, drawn);
        setShown({ audioId, peaks: drawn });
      } catch (error) {
        if (isCancelled(error)) return;
        // A waveform is decorative, so a failure to load it is only logged.
        console.warn(`No peaks of ${audioId}`, error);
      }
      if (!done && growing) timer = setTimeout(() => void load(), AGAIN_MS);
    };
    if (!kept.has(key)) void load();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
    // `request` is spelled out in `key`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, growing]);

  const ready = key === null ? undefined : kept.get(key);
  if (ready !== undefined) return ready;
  return shown !== null && shown.audioId === request?.audioId ? shown.peaks : null;
}
