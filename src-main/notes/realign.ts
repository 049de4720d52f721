import { Failure } from '../../src-shared/contract/failure.ts';
import type { AlignmentReport, BarAnchor } from '../../src-shared/project/alignment.ts';
import type { Note } from '../../src-shared/project/notes.ts';
import type { Realigned } from '../../src-shared/project/realignment.ts';
import { barPlaces, noteAt, rounded } from './align-result.ts';
import { follow, type NominalNote } from './align/align.ts';
import type { BandMatrix } from './align/bands.ts';
import { featuresOf } from './align/features.ts';
import { agreementOf, fitOf } from './align/fit.ts';
import { mapThrough } from './align/time-map.ts';
import { nominalSeconds, type Score } from './score.ts';

/** Bars to either side that follow a pin, up to the next pin. */
const REACH_BARS = 8;
/** Bars before and after these that keep their places, so that the edges are heard in their context. */
const CONTEXT_BARS = 2;
/** Frames that the earlier alignment is taken to be good to: about a second is searched around it. */
const FIRST_STEP = 6;

/** The bars `[first, end)` of a report that are aligned again, among the bars `[from, to)`. */
export interface Span {
  readonly from: number;
  readonly first: number;
  readonly end: number;
  readonly to: number;
  /** The lines of the bars `[from, to]`, the last being the end of the one before, as they were: in samples. */
  readonly lines: readonly number[];
  /** Bar lines that must not move: pins, and the edges beyond which nothing changes. */
  readonly fixed: readonly BarAnchor[];
}

/** @throws Failure `call/invalid` where the bar is not heard, or its pin lies beyond the bar lines beside it */
export function spanAround({ bars }: AlignmentReport, bar: number, anchors: readonly BarAnchor[]): Span {
  const starts = bars.map(({ start, end }) => (end === null ? null : start));
  const isHeard = (index: number): boolean => (starts[index] ?? null) !== null;
  const pins = new Map(anchors.map((anchor) => [anchor.bar, anchor.sample]));
  if (!isHeard(bar)) throw new Failure('call/invalid', 'The recording does not contain the bar to be pinned');
  let first = bar;
  while (isHeard(first - 1) && bar - first < REACH_BARS && (first === bar || !pins.has(first))) first -= 1;
  let end = bar + 1;
  while (isHeard(end) && end - bar <= REACH_BARS && !pins.has(end)) end += 1;
  let from = first;
  while (first < bar && isHeard(from - 1) && first - from < CONTEXT_BARS) from -= 1;
  let to = end;
  while (isHeard(to) && to - end < CONTEXT_BARS) to += 1;
  const own = starts.slice(from, to).filter((start) => start !== null);
  const lines = [...own, starts[to] ?? bars[to - 1]?.end ?? 0];
  const fixed = lines.flatMap((line, at): BarAnchor[] => {
    const index = from + at;
    const pin = pins.get(index);
    if (pin !== undefined) return [{ bar: index, sample: pin }];
    const stays = (index <= first && first < bar) || (index >= end && isHeard(index));
    return stays ? [{ bar: index, sample: line }] : [];
  });
  if (fixed.some(({ sample }, at) => at > 0 && sample <= (fixed[at - 1]?.sample ?? 0))) {
    throw new Failure('call/invalid', 'A bar can’t be pinned beyond the bar lines beside it');
  }
  return { from, first, end, to, lines, fixed };
}

/** From 415 Hz, a semitone below, a recording is compared with the bands of the notes above. */
export function tuningOf(hertz: number): {
  readonly cents: number;
  readonly shift: number;
  readonly semitones: number;
} {
  const semitones = 12 * Math.log2(hertz / 440);
  const shift = semitones < -0.5 ? 1 : 0;
  return { cents: 100 * (semitones + shift), shift, semitones };
}

/** The passage of the recording that holds the span. */
export interface Heard {
  readonly bands: BandMatrix;
  /** The sample of the recording at which the bands begin. */
  readonly from: number;
  readonly sampleRate: number;
  /** Length of the whole recording in samples. */
  readonly frames: number;
}

/**
 * Aligns the notes of a span again, through what is fixed.
 * @throws Failure `notes/does-not-fit` where no tempo leads through it
 */
export function realign(
  score: Score,
  report: AlignmentReport,
  span: Span,
  heard: Heard,
): Omit<Realigned, 'anchors'> {
  const { bands, from, sampleRate, frames } = heard;
  const measures = score.measures.slice(span.from, span.to);
  const [begins, ends] = [measures[0]?.onset ?? 0, endOf(measures)];
  const nominal = nominalSeconds(score.tempi);
  // Seconds from the span's beginning, and from that of the bands.
  const seconds = (quarters: number): number => nominal(quarters) - nominal(begins);
  const place = (sample: number): number => (sample - from) / sampleRate;
  const own = score.notes.filter(({ onset }) => onset >= begins - 1e-6 && onset < ends - 1e-6);
  const notes = own.map(({ part, onset, duration, pitch }): NominalNote => {
    return { part, pitch, onset: seconds(onset), offset: seconds(onset + duration) };
  });
  const onsets = [...measures.map(({ onset }) => onset), ends];
  const anchors = span.fixed.map(({ bar, sample }) => ({
    score: seconds(onsets[bar - span.from] ?? ends),
    recording: place(sample),
  }));
  const lines = onsets.map((onset, at): [number, number] => [
    seconds(onset),
    place(moved(span.lines[at] ?? 0, span)),
  ]);
  const map = mapThrough(lines, 1e-6);
  const { shift, semitones } = tuningOf(report.tuningHz);
  const followed =
    map === null || notes.length === 0
      ? null
      : follow(bands, notes, { map, shift, step: FIRST_STEP, anchors });
  if (followed === null) {
    throw new Failure('notes/does-not-fit', 'No tempo leads through the bars that were pinned; remove a pin');
  }
  const agreement = agreementOf(
    featuresOf(bands, 1, shift),
    followed.notes.filter((note) => note !== null),
  );
  const begin = from / sampleRate;
  const changed = score.measures.slice(span.first, span.end);
  const inside = { begins: changed[0]?.onset ?? 0, ends: endOf(changed) };
  const where = barPlaces(followed, anchors);
  return {
    notes: own.flatMap(({ id, part, pitch, onset: at }, index): Note[] => {
      const isInside = at >= inside.begins - 1e-6 && at < inside.ends - 1e-6;
      const placed = followed.notes[index] ?? null;
      const player = report.parts[part]?.player ?? null;
      if (!isInside || placed === null || player === null) return [];
      const [onset, offset] = [placed.onset + begin, placed.offset + begin];
      const note = { id, player, pitch: pitch + semitones, onset, offset };
      return noteAt(note, agreement, { sampleRate, frames }, begin);
    }),
    bars: changed.flatMap(({ onset, duration }, at) => {
      const index = span.first + at;
      const before = report.bars[index];
      if (before === undefined) return [];
      const [start, stop] = [where(seconds(onset)), where(seconds(onset + duration))];
      const fit = fitOf(agreement, start, stop);
      const sampleOf = (time: number): number => Math.round((time + begin) * sampleRate);
      const bar = {
        ...before,
        start: Math.max(0, Math.min(frames - 1, sampleOf(start))),
        end: Math.max(1, Math.min(frames, sampleOf(stop))),
        fit: fit === null ? null : rounded(fit),
      };
      return [{ index, bar }];
    }),
  };
}

function endOf(measures: Score['measures']): number {
  const last = measures.at(-1);
  return last === undefined ? 0 : last.onset + last.duration;
}

/** Where a line of the span is looked for: straight between what is fixed; beyond it, everything moves along. */
function moved(line: number, { from, lines, fixed }: Span): number {
  const moves = fixed.map(({ bar, sample }) => ({ old: lines[bar - from] ?? sample, now: sample }));
  const before = moves.findLast(({ old }) => old <= line);
  const after = moves.find(({ old }) => old > line);
  if (before === undefined) return after === undefined ? line : line + after.now - after.old;
  if (after === undefined) return line + before.now - before.old;
  return before.now + ((line - before.old) / (after.old - before.old)) * (after.now - before.now);
}
