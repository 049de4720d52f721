import { useCallback, useMemo, useState } from 'react';
import { spanOfShapes } from '../../../src-shared/dsp/region/shapes.ts';
import type { FrameRange } from '../../engine/protocol.ts';
import { onlyHarmonics, onlyRectangle, type TrackSound } from './selecting/shapes.ts';

interface Selected {
  readonly passage: FrameRange | null;
  readonly sound: TrackSound | null;
}

const NOTHING: Selected = { passage: null, sound: null };

/**
 * The selected passage, and, after a tool drew in a spectrogram, the sound of one track that is selected in it.
 * @param frames of the project, in which the passage lies
 */
export function useSelection(frames: number, sampleRate: number) {
  const [{ passage, sound }, setSelected] = useState(NOTHING);
  /** Selects a passage with all its sound. */
  const select = useCallback((range: FrameRange | null) => setSelected({ passage: range, sound: null }), []);
  const selectSound = useCallback(
    (next: TrackSound | null) => {
      const span = next && spanOfShapes(next.shapes, sampleRate);
      const range = span && { start: Math.max(0, span.from), end: Math.min(frames, span.to) };
      setSelected(range && range.start < range.end ? { passage: range, sound: next } : NOTHING);
    },
    [frames, sampleRate],
  );
  /** Moves the edges of the selection: a rectangle's or a note's with it, while other shapes keep theirs. */
  const setPassage = useCallback(
    (range: FrameRange | null) =>
      setSelected((now) => {
        if (range === null) return NOTHING;
        if (now.sound === null) return { passage: range, sound: null };
        const single = onlyRectangle(now.sound) ?? onlyHarmonics(now.sound);
        if (single === null) return now;
        const shape = { ...single, from: range.start, to: range.end };
        return { passage: range, sound: { ...now.sound, shapes: [shape] } };
      }),
    [],
  );
  return useMemo(
    () => ({ passage, sound, select, selectSound, setPassage }),
    [passage, sound, select, selectSound, setPassage],
  );
}
