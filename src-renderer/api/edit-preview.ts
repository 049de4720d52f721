import { useCallback, useEffect, useRef } from 'react';
import type { PreviewId, SeparationId, StemId } from '../../src-shared/project/ids.ts';
import type { SoundSelection } from '../../src-shared/project/sound-selection.ts';
import { api } from './client.ts';

/** What a move of sound is asked with. */
export interface SoundMove {
  readonly source: StemId;
  readonly target: StemId;
  readonly share: number;
  /** In samples of the recording. */
  readonly selection: SoundSelection;
}

export interface RenderedPreview {
  readonly previewId: PreviewId;
  readonly sampleRate: number;
  readonly channels: number;
  /** What can be heard, in samples of the recording. */
  readonly from: number;
  readonly to: number;
  readonly shortened: boolean;
}

/**
 * Renders moves of sound for listening. The last one is kept until another is rendered or the component goes away;
 * then the host removes its audio.
 * @param version of the stems
 * @param silence stops playing a preview, before its audio is removed
 */
export function useEditPreview(separationId: SeparationId, version: number, silence: () => void) {
  const kept = useRef<{ readonly key: string; readonly preview: Promise<RenderedPreview> } | null>(null);
  const leaving = useRef<AbortController | null>(null);
  const silencing = useRef(silence);
  useEffect(() => {
    silencing.current = silence;
  });
  const drop = useCallback(() => {
    leaving.current?.abort();
    leaving.current = null;
    const dropped = kept.current;
    kept.current = null;
    if (dropped !== null) silencing.current();
    // One that failed has nothing to remove, and the host removes the rest when it ends.
    dropped?.preview
      .then(({ previewId }) => api.stemVersions.endPreview({ previewId }))
      .catch(() => undefined);
  }, []);
  useEffect(() => drop, [drop]);
  return useCallback(
    (move: SoundMove): Promise<RenderedPreview> => {
      const key = JSON.stringify([separationId, version, move]);
      if (kept.current?.key === key) return kept.current.preview;
      drop();
      const controller = new AbortController();
      const preview = api.stemVersions.preview({ separationId, ...move }, { signal: controller.signal });
      leaving.current = controller;
      const entry = { key, preview };
      kept.current = entry;
      preview.catch(() => {
        if (kept.current === entry) kept.current = null;
      });
      return preview;
    },
    [separationId, version, drop],
  );
}
