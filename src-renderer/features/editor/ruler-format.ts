import { formatBarBeat, type HeardBar } from '../../../src-shared/project/bars.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { Observable } from '../../engine/observable.ts';
import {
  frameAt,
  pixelOf,
  tickDigits,
  ticks,
  tickStep,
  type TimelineExtent,
  type TimelineView,
} from '../../ui/timeline-view.ts';

/** In what the ruler and the position count. Bars need an aligned score. */
export const RULER_FORMATS = ['time', 'samples', 'bars'] as const;
export type RulerFormat = (typeof RULER_FORMATS)[number];

/** One choice for all projects, for as long as the window is open. */
export const rulerFormat = new Observable<RulerFormat>('time');

/** The format that is shown: time where the chosen one needs bars that are not there. */
export const shownFormat = (chosen: RulerFormat, bars: readonly HeardBar[]): RulerFormat =>
  chosen === 'bars' && bars.length === 0 ? 'time' : chosen;

/** The one after it among those that can be shown. */
export function nextFormat(shown: RulerFormat, bars: readonly HeardBar[]): RulerFormat {
  const offered = RULER_FORMATS.filter((format) => shownFormat(format, bars) === format);
  return offered[(offered.indexOf(shown) + 1) % offered.length] ?? 'time';
}

const COUNT = new Intl.NumberFormat('en-GB', { useGrouping: true, maximumFractionDigits: 0 });

/** A position as the clock shows it: `0:12.345`, `544,320` or `12.3`, and a dash where no bar sounds. */
export function formatPosition(
  format: RulerFormat,
  frame: number,
  sampleRate: number,
  bars: readonly HeardBar[],
): string {
  if (format === 'samples') return COUNT.format(Math.floor(frame));
  if (format === 'bars') return formatBarBeat(bars, frame) ?? '–';
  return formatTime(frame / sampleRate, 3);
}

export interface RulerTick {
  readonly frame: number;
  /** Null for a minor tick. */
  readonly label: string | null;
}

const LABEL_PIXELS = 84;
/** Numbers of bars are short. */
const BAR_PIXELS = 32;
const BEAT_PIXELS = 9;

/** The ticks in view. */
export function rulerTicks(
  format: RulerFormat,
  view: TimelineView,
  extent: TimelineExtent,
  sampleRate: number,
  bars: readonly HeardBar[],
): RulerTick[] {
  if (format === 'bars') return barTicks(view, extent, bars);
  if (format === 'samples') return sampleTicks(view, extent);
  const digits = tickDigits(tickStep(view, sampleRate, LABEL_PIXELS));
  return ticks(view, extent, sampleRate, LABEL_PIXELS).map(({ frame, major }) => ({
    frame,
    label: major ? formatTime(frame / sampleRate, digits) : null,
  }));
}

/** Round numbers of samples: 1, 2 or 5 times a power of ten, with a minor tick at each fifth. */
function sampleTicks(view: TimelineView, extent: TimelineExtent): RulerTick[] {
  const least = view.framesPerPixel * LABEL_PIXELS;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= least) ?? 10 * power;
  const minor = Math.max(1, step / 5);
  const last = Math.min(extent.frames, frameAt(view, extent.width));
  const found: RulerTick[] = [];
  for (let index = Math.floor(view.start / minor); index * minor <= last; index += 1) {
    const frame = index * minor;
    found.push({ frame, label: frame % step === 0 ? COUNT.format(frame) : null });
  }
  return found;
}

/** Bar lines, with their numbers where there is room, and beats where these are far enough apart. */
function barTicks(view: TimelineView, extent: TimelineExtent, bars: readonly HeardBar[]): RulerTick[] {
  let labelled = -Infinity;
  return bars.flatMap((bar): RulerTick[] => {
    const x = pixelOf(view, bar.start);
    if (pixelOf(view, bar.end) < 0 || x > extent.width) return [];
    const hasRoom = x - labelled >= BAR_PIXELS;
    if (hasRoom) labelled = x;
    const beats = Math.max(1, Math.round(bar.quarters / bar.beat));
    const length = (bar.end - bar.start) / beats;
    const isWide = length / view.framesPerPixel >= BEAT_PIXELS;
    return [
      ...(hasRoom ? [{ frame: bar.start, label: bar.label }] : []),
      ...(isWide
        ? Array.from({ length: beats - 1 }, (_, beat) => ({
            frame: bar.start + (beat + 1) * length,
            label: null,
          }))
        : []),
    ];
  });
}
