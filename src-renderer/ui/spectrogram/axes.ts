import { HIGHEST_HZ, LOWEST_HZ } from '../../../src-shared/spectrogram/tiles.ts';
import { frameAt, pixelOf, type TimelineView } from '../timeline-view.ts';

/** A logarithmic frequency axis, the low end at the bottom. All functions here are pure. */
export interface FrequencyAxis {
  readonly lowHz: number;
  readonly highHz: number;
  /** CSS pixels; y 0 is `highHz`. */
  readonly height: number;
}

/** Time to the right, frequency up; x and y in CSS pixels from the upper left corner. */
export interface SpectrogramAxes {
  readonly view: TimelineView;
  readonly frequency: FrequencyAxis;
}

export interface SpectrogramPoint {
  /** Position in samples, fractional. */
  readonly frame: number;
  readonly hz: number;
}

/** What music needs: the lowest E of a double bass is 41 Hz, and a bow's noise reaches 16 kHz. */
export const USUAL_RANGE = { lowHz: 32, highHz: 16_000 } as const;
/** The closest zoom. */
const LEAST_OCTAVES = 0.5;

export const yOf = ({ lowHz, highHz, height }: FrequencyAxis, hz: number): number =>
  (height * Math.log(highHz / hz)) / Math.log(highHz / lowHz);

export const hzAt = ({ lowHz, highHz, height }: FrequencyAxis, y: number): number =>
  highHz * (lowHz / highHz) ** (y / height);

export const pointAt = ({ view, frequency }: SpectrogramAxes, x: number, y: number): SpectrogramPoint => ({
  frame: frameAt(view, x),
  hz: hzAt(frequency, y),
});

export const placeOf = (
  { view, frequency }: SpectrogramAxes,
  { frame, hz }: SpectrogramPoint,
): { readonly x: number; readonly y: number } => ({ x: pixelOf(view, frame), y: yOf(frequency, hz) });

/** Keeps an axis within the frequencies of the tiles, and at least half an octave wide. */
export function clampAxis(axis: FrequencyAxis): FrequencyAxis {
  const most = HIGHEST_HZ / LOWEST_HZ;
  const ratio = Math.min(most, Math.max(2 ** LEAST_OCTAVES, axis.highHz / axis.lowHz));
  const lowHz = Math.min(HIGHEST_HZ / ratio, Math.max(LOWEST_HZ, axis.lowHz));
  return { ...axis, lowHz, highHz: Math.min(HIGHEST_HZ, lowHz * ratio) };
}

/** @param factor below 1 zooms in; the frequency at `y` stays in place */
export function zoomFrequency(axis: FrequencyAxis, factor: number, y: number): FrequencyAxis {
  const anchor = hzAt(axis, y);
  const above = (axis.highHz / anchor) ** factor;
  const below = (anchor / axis.lowHz) ** factor;
  return clampAxis({ ...axis, lowHz: anchor / below, highHz: anchor * above });
}

/** Moves the axis so that the frequency at `y` ends up at `y + pixels`. */
export function scrollFrequency(axis: FrequencyAxis, pixels: number): FrequencyAxis {
  const ratio = (axis.highHz / axis.lowHz) ** (pixels / axis.height);
  return clampAxis({ ...axis, lowHz: axis.lowHz * ratio, highHz: axis.highHz * ratio });
}

const A4 = 69;

/** The frequency of a MIDI pitch, equal temperament; 69 is A4. */
export const hzOfPitch = (pitch: number, a4Hz = 440): number => a4Hz * 2 ** ((pitch - A4) / 12);
export const pitchOfHz = (hz: number, a4Hz = 440): number => A4 + 12 * Math.log2(hz / a4Hz);

export interface FrequencyTick {
  readonly hz: number;
  readonly label: string;
}

const LABEL_PIXELS = 14;
const LABELLED = [31.25, 62.5, 125, 250, 500, 1000, 2000, 4000, 8000, 16_000];

/** Octaves of 1 kHz in the axis, as many as have room for a label. */
export function frequencyTicks(axis: FrequencyAxis): readonly FrequencyTick[] {
  const octave = axis.height / Math.log2(axis.highHz / axis.lowHz);
  const step = Math.max(1, Math.ceil(LABEL_PIXELS / octave));
  return LABELLED.filter((_, index) => (index - 5) % step === 0)
    .filter((hz) => yOf(axis, hz) > LABEL_PIXELS / 2 && yOf(axis, hz) < axis.height - LABEL_PIXELS / 2)
    .map((hz) => ({ hz, label: hz >= 1000 ? `${hz / 1000}k` : String(Math.round(hz)) }));
}
