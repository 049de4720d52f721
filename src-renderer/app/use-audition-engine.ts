import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { fetchPcm } from '../api/media.ts';
import type { Preview, PreviewState } from '../engine/preview.ts';
import type { Audition, AuditionRequest } from '../ui/audition.ts';

const IDLE: PreviewState = { status: 'idle', audioId: null, failure: null };

/** The window's audio preview. The audio engine loads on first use, and playback stops when the page closes. */
export function useAuditionEngine(outputDeviceId: string): Audition {
  const [state, setState] = useState(IDLE);
  const [latest, setLatest] = useState<AuditionRequest | null>(null);
  const preview = useRef<Promise<Preview> | null>(null);
  const ready = useRef<Preview | null>(null);
  const device = useRef(outputDeviceId);
  useEffect(() => {
    device.current = outputDeviceId;
    // If the selected device is unavailable, playback continues on the previous one.
    void ready.current?.setOutput(outputDeviceId).catch(() => undefined);
  }, [outputDeviceId]);

  const open = useCallback(async (): Promise<Preview> => {
    const { createPreview } = await import('../engine/preview.ts');
    const made = createPreview({ fetchPcm });
    made.subscribe(() => setState(made.getSnapshot()));
    if (device.current !== '') await made.setOutput(device.current);
    ready.current = made;
    return made;
  }, []);
  const stop = useCallback(() => ready.current?.stop(), []);
  const play = useCallback(
    (request: AuditionRequest) => {
      setLatest(request);
      preview.current ??= open();
      void preview.current.then((made) => made.play(request));
    },
    [open],
  );

  useEffect(() => {
    window.addEventListener('hashchange', stop);
    return () => {
      window.removeEventListener('hashchange', stop);
      void preview.current?.then((made) => made.dispose());
      preview.current = null;
      ready.current = null;
    };
  }, [stop]);

  const position = useCallback(() => ready.current?.position() ?? null, []);

  const { status, failure } = state;
  const key = latest?.key ?? null;
  return useMemo(
    () => ({
      key: status === 'idle' ? null : key,
      request: status === 'idle' ? null : latest,
      status,
      failure: failure === null || key === null ? null : { key, failure },
      play,
      stop,
      position,
    }),
    [key, latest, status, failure, play, stop, position],
  );
}
