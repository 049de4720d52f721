import { z } from 'zod';
import {
  BAND_CENTS,
  BRUSH_SECONDS,
  BRUSH_SEMITONES,
  HARMONICS,
} from '../../../../src-shared/project/sound-selection.ts';
import { Observable } from '../../../engine/observable.ts';

/** What a drag in a spectrogram selects; `time` selects a passage of all tracks. */
export const TOOLS = ['time', 'rectangle', 'lasso', 'brush', 'harmonics'] as const;
export type Tool = (typeof TOOLS)[number];

export interface ToolSettings {
  readonly tool: Tool;
  /** Of the brush: full width and height. */
  readonly seconds: number;
  readonly semitones: number;
  readonly erase: boolean;
  /** Of a note's comb: bands, and the full width of each. */
  readonly count: number;
  readonly cents: number;
}

const KEY = 'editor-tools';
const within = ({ least, most }: { readonly least: number; readonly most: number }) =>
  z.number().min(least).max(most);
const Stored = z.object({
  seconds: within(BRUSH_SECONDS),
  semitones: within(BRUSH_SEMITONES),
  count: within(HARMONICS).int(),
  cents: within(BAND_CENTS),
});
const USUAL = { seconds: 0.15, semitones: 2, count: 16, cents: 100 } as const;

function stored(): z.infer<typeof Stored> {
  try {
    return Stored.parse(JSON.parse(localStorage.getItem(KEY) ?? 'null'));
  } catch {
    // Never stored, or another program's: the usual sizes are as good.
    return USUAL;
  }
}

/** The selecting tool of this window and its sizes, which are kept between sessions. */
export class ToolStore {
  readonly state = new Observable<ToolSettings>({ tool: 'time', erase: false, ...stored() });

  set(change: Partial<ToolSettings>): void {
    const next = { ...this.state.getSnapshot(), ...change };
    this.state.set(next);
    const { seconds, semitones, count, cents } = next;
    localStorage.setItem(KEY, JSON.stringify({ seconds, semitones, count, cents }));
  }
}
