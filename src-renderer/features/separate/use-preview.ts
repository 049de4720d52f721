import { useCallback, useEffect, useRef, useState } from 'react';
import { fetchPcm } from '../../api/media.ts';
import type { Preview, PreviewRequest, PreviewState } from '../../engine/preview.ts';

const IDLE: PreviewState = { status: 'idle', audioId: null, failure: null };

export interface PassagePreview {
  readonly state: PreviewState;
  play(request: PreviewRequest): void;
  stop(): void;
  /** Frame being heard, or null. */
  position(): number | null;
}

/** Plays passages; the audio engine is fetched with the first of them, and let go with the page. */
export function usePreview(outputDeviceId: string): PassagePreview {
  const [state, setState] = useState(IDLE);
  const preview = useRef<Preview | null>(null);
  const starting = useRef<Promise<Preview> | null>(null);
  const alive = useRef(true);
  const device = useRef(outputDeviceId);
  useEffect(() => {
    device.current = outputDeviceId;
  });

  const start = useCallback(async (): Promise<Preview> => {
    const { createPreview } = await import('../../engine/preview.ts');
    const made = createPreview({ fetchPcm });
    preview.current = made;
    made.subscribe(() => {
      if (alive.current) setState(made.getSnapshot());
    });
    if (device.current !== '') await made.setOutput(device.current);
    return made;
  }, []);

  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
      void starting.current?.then((made) => made.dispose());
      starting.current = null;
      preview.current = null;
    };
  }, []);

  return {
    state,
    play: useCallback(
      (request: PreviewRequest) => {
        starting.current ??= start();
        void starting.current.then((made) => (alive.current ? made.play(request) : undefined));
      },
      [start],
    ),
    stop: useCallback(() => preview.current?.stop(), []),
    position: useCallback(() => preview.current?.position() ?? null, []),
  };
}
