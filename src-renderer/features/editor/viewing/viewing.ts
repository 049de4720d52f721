import { z } from 'zod';
import { Observable } from '../../../engine/observable.ts';
import { clampAxis, USUAL_RANGE } from '../../../ui/spectrogram/axes.ts';
import type { ColourMap, DbRange } from '../../../ui/spectrogram/palette.ts';

export type LaneKind = 'waveform' | 'spectrogram';
/** How the timeline follows the playhead: a page at a time, or with the playhead in the middle. */
export type FollowMode = 'page' | 'continuous';

/** How the editor shows sound. It belongs to the window: neither to the project nor to its history. */
export interface ViewSettings {
  readonly colourMap: ColourMap;
  readonly range: DbRange;
  readonly frequencies: { readonly lowHz: number; readonly highHz: number };
  readonly follow: FollowMode;
  /** Whether the panel with the master's meters is shown. */
  readonly meters: boolean;
}

export interface Viewing extends ViewSettings {
  /** Tracks that show a spectrogram; the others show their waveform. */
  readonly spectrograms: ReadonlySet<string>;
  /** A lane above the tracks with the spectrograms of all audible stems in their colours. */
  readonly overlay: boolean;
}

/** Bounds of the level range, dBFS; floor and ceiling stay 10 dB apart. */
export const RANGE_DB = { min: -120, max: 0, gap: 10 } as const;

const KEY = 'editor-view';
const Stored = z.object({
  colourMap: z.enum(['heat', 'grey']),
  range: z.object({
    floorDb: z
      .number()
      .min(RANGE_DB.min)
      .max(RANGE_DB.max - RANGE_DB.gap),
    ceilingDb: z
      .number()
      .min(RANGE_DB.min + RANGE_DB.gap)
      .max(RANGE_DB.max),
  }),
  frequencies: z.object({ lowHz: z.number().positive(), highHz: z.number().positive() }),
  follow: z.enum(['page', 'continuous']),
  meters: z.boolean(),
});

const USUAL: ViewSettings = {
  colourMap: 'heat',
  range: { floorDb: -95, ceilingDb: -30 },
  frequencies: USUAL_RANGE,
  follow: 'page',
  meters: false,
};

function stored(): ViewSettings {
  const text = localStorage.getItem(KEY);
  if (text === null) return USUAL;
  try {
    const parsed = Stored.safeParse(JSON.parse(text));
    if (!parsed.success || parsed.data.range.ceilingDb < parsed.data.range.floorDb + RANGE_DB.gap)
      return USUAL;
    const { lowHz, highHz } = clampAxis({ ...parsed.data.frequencies, height: 1 });
    return { ...parsed.data, frequencies: { lowHz, highHz } };
  } catch {
    // Not JSON: another program's, or a broken disk's. The usual view is as good.
    return USUAL;
  }
}

/** The view settings of this window, and what the open project shows. */
export class ViewStore {
  readonly state = new Observable<Viewing>({ ...stored(), spectrograms: new Set(), overlay: false });

  set(change: Partial<Omit<Viewing, 'spectrograms'>>): void {
    const next = { ...this.state.getSnapshot(), ...change };
    this.state.set(next);
    const { colourMap, range, frequencies, follow, meters } = next;
    localStorage.setItem(
      KEY,
      JSON.stringify({ colourMap, range, frequencies, follow, meters } satisfies ViewSettings),
    );
  }

  /** @param kind `toggle` shows what the track does not show now */
  show(trackId: string, kind: LaneKind | 'toggle'): void {
    const state = this.state.getSnapshot();
    const spectrograms = new Set(state.spectrograms);
    const isShown = spectrograms.has(trackId);
    if (kind === 'spectrogram' || (kind === 'toggle' && !isShown)) spectrograms.add(trackId);
    else spectrograms.delete(trackId);
    this.state.set({ ...state, spectrograms });
  }

  /** Shows the spectrograms of all tracks, or if all show theirs, the waveforms. */
  toggleAll(trackIds: readonly string[]): void {
    const { spectrograms } = this.state.getSnapshot();
    this.showAll(trackIds, trackIds.every((id) => spectrograms.has(id)) ? 'waveform' : 'spectrogram');
  }

  /** Shows a track's spectrogram, unless some track shows its own already. */
  showOne(trackId: string | null): void {
    if (trackId !== null && this.state.getSnapshot().spectrograms.size === 0)
      this.show(trackId, 'spectrogram');
  }

  showAll(trackIds: readonly string[], kind: LaneKind): void {
    const spectrograms = new Set(kind === 'spectrogram' ? trackIds : []);
    this.state.set({ ...this.state.getSnapshot(), spectrograms });
  }
}

/** Moves one end of the level range; the other gives way where they would come closer than the gap. */
export function withRangeEnd(range: DbRange, end: 'floorDb' | 'ceilingDb', db: number): DbRange {
  const { min, max, gap } = RANGE_DB;
  if (end === 'floorDb') {
    const floorDb = Math.min(max - gap, Math.max(min, db));
    return { floorDb, ceilingDb: Math.max(range.ceilingDb, floorDb + gap) };
  }
  const ceilingDb = Math.min(max, Math.max(min + gap, db));
  return { floorDb: Math.min(range.floorDb, ceilingDb - gap), ceilingDb };
}
