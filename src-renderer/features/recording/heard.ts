import type { Heard, Timeline } from '../../../src-shared/contract/listening.ts';
import { isSeparable } from '../../../src-shared/project/players.ts';
import type { DeclaredInstrument, Ensemble, Instrument } from '../../../src-shared/project/players.ts';
import { formatNumber } from '../../../src-shared/format/numbers.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { addPlayer, namedEnsemble } from './ensemble.ts';
import { words } from '../../words/words.ts';

/** What the listening model heard, against what the user says, and in words. All pure. */

/** How the proposal and the list of players stand to each other; the list is the user's, so nothing leaves it. */
export type Comparison =
  /** Nobody is named yet: the proposal can be taken as it is. */
  | { readonly kind: 'free' }
  | { readonly kind: 'same' }
  | {
      readonly kind: 'differs';
      /** Heard, but not in the list. */
      readonly missing: readonly Instrument[];
      /** In the list, but not heard. What stays in the rest is not listened for. */
      readonly unheard: readonly Instrument[];
    };

export function compared(players: Ensemble, proposal: Ensemble): Comparison {
  if (players.length === 0) return { kind: 'free' };
  const named = players.map((player) => player.instrument).filter(isSeparable);
  const heard = proposal.map((player) => player.instrument).filter(isSeparable);
  const missing = heard.filter((instrument) => !named.includes(instrument));
  const unheard = [...new Set(named)].filter((instrument) => !heard.includes(instrument));
  return missing.length + unheard.length === 0 ? { kind: 'same' } : { kind: 'differs', missing, unheard };
}

/** The players with those that were heard and not named added at the end; what is there stays as it is. */
export function withHeard(players: Ensemble, missing: readonly Instrument[]): Ensemble {
  if (players.length === 0) return namedEnsemble(missing);
  return missing.reduce<Ensemble>((list, instrument) => addPlayer(list, instrument), players);
}

/** `violin`, `violin and cello`, `violin, viola and cello`; as in a sentence. */
export const inSentence = (instruments: readonly DeclaredInstrument[]): string =>
  words().recording.heard.listOf(instruments.map(words().instruments.name));

/** `0.97`: never 1.00 for what is not certain, nor 0.00 for what is not impossible. */
export function formatProbability(probability: number): string {
  if (probability <= 0) return '0';
  return formatNumber(Math.min(0.99, Math.max(0.01, probability)), 2);
}

export const probabilityOf = (heard: Heard, instrument: Instrument): number =>
  heard.instruments.find((item) => item.instrument === instrument)?.probability ?? 0;

/** Whom the proposal names, the most probable first, as the rows are. */
export const byProbability = ({ instruments, proposal }: Heard): Heard['instruments'] =>
  instruments.filter((item) => proposal.some((player) => player.instrument === item.instrument));

export type TimelineRow = Timeline['rows'][number];

/** A passage in seconds, half open. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where an instrument counts as playing; the last slot ends with the recording, at `seconds`. */
export function playedSpans(row: TimelineRow, hopSeconds: number, seconds: number): Span[] {
  const spans: { from: number; to: number }[] = [];
  row.probabilities.forEach((probability, slot) => {
    const from = slot * hopSeconds;
    if (probability < row.threshold || from >= seconds) return;
    const to = Math.min(seconds, from + hopSeconds);
    const before = spans.at(-1);
    if (before !== undefined && from - before.to < hopSeconds / 2) before.to = to;
    else spans.push({ from, to });
  });
  return spans;
}

/** The part of the sounding time, 0 to 1, in which it counts as playing; 0 where nothing sounds. */
export function playedShare(row: TimelineRow, sounding: readonly boolean[]): number {
  const heard = sounding.filter(Boolean).length;
  if (heard === 0) return 0;
  const played = row.probabilities.filter((p, slot) => p >= row.threshold && sounding[slot] === true).length;
  return played / heard;
}

/** Those that are proposed or named by the user, the most probable first; all of them on request. */
export function shownRows(timeline: Timeline, heard: Heard, players: Ensemble, all: boolean): TimelineRow[] {
  const wanted = new Set<DeclaredInstrument>(
    [...heard.proposal, ...players].map((player) => player.instrument),
  );
  return timeline.rows
    .filter((row) => all || wanted.has(row.instrument))
    .sort((a, b) => probabilityOf(heard, b.instrument) - probabilityOf(heard, a.instrument));
}

export const slotAt = (timeline: Timeline, seconds: number): number =>
  Math.min(Math.max(0, timeline.slots - 1), Math.max(0, Math.floor(seconds / timeline.hopSeconds)));

/** One slot in words: `0:12, violin 0.97, cello 0.81`. */
export function slotWords(timeline: Timeline, slot: number): string {
  const time = formatTime(slot * timeline.hopSeconds);
  if (timeline.sounding[slot] !== true) return `${time}, ${words().recording.heard.silence}`;
  const playing = timeline.rows
    .map((row) => ({ row, probability: row.probabilities[slot] ?? 0 }))
    .filter(({ row, probability }) => probability >= row.threshold)
    .sort((a, b) => b.probability - a.probability)
    .map(
      ({ row, probability }) =>
        `${words().instruments.name(row.instrument)} ${formatProbability(probability)}`,
    );
  return words().units.listOf([
    time,
    ...(playing.length === 0 ? [words().recording.heard.noInstrument] : playing),
  ]);
}
