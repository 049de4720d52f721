import { useCallback, useMemo, useState } from 'react';
import type { FrameRange } from '../../engine/protocol.ts';
import type { Rectangle } from '../../ui/spectrogram/rectangle.ts';

/** Frequencies of one track's stem. */
export interface TrackBand {
  readonly trackId: string;
  readonly lowHz: number;
  readonly highHz: number;
}

/** The rectangle that is selected in a track's spectrogram. */
export interface TrackRectangle extends Rectangle {
  readonly trackId: string;
}

interface Selected {
  readonly passage: FrameRange | null;
  readonly band: TrackBand | null;
}

const NOTHING: Selected = { passage: null, band: null };

/** The selected passage, and, after a rectangle was drawn, the frequencies of one track that belong to it. */
export function useSelection() {
  const [{ passage, band }, setSelected] = useState(NOTHING);
  /** Selects a passage with all its frequencies. */
  const select = useCallback((range: FrameRange | null) => setSelected({ passage: range, band: null }), []);
  /** Moves the edges of the selection: a band stays until the passage is given up. */
  const setPassage = useCallback(
    (range: FrameRange | null) =>
      setSelected((now) => (range === null ? NOTHING : { passage: range, band: now.band })),
    [],
  );
  const selectRectangle = useCallback((rectangle: TrackRectangle | null) => {
    if (rectangle === null) return setSelected(NOTHING);
    const { trackId, start, end, lowHz, highHz } = rectangle;
    setSelected({ passage: { start, end }, band: { trackId, lowHz, highHz } });
  }, []);
  const rectangle = useMemo(
    (): TrackRectangle | null => (passage === null || band === null ? null : { ...passage, ...band }),
    [passage, band],
  );
  return { passage, rectangle, select, setPassage, selectRectangle };
}
