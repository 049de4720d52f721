import type { VerovioToolkit } from 'verovio/esm';
import { abcVoices } from '../abc-voices.ts';
import { isMidi, readScore, requireScoreSize } from '../read-score.ts';
import { scoreText, type ScoreText } from '../score-text.ts';
import type { Score } from '../score.ts';
import { notatedId, openToolkit, playedBars, timemapOf, type PlayedBar } from '../toolkit.ts';
import { scoreToMusicXml } from '../write-musicxml.ts';
import type { EngravedBar, EngravedNote, EngravedPage } from '../../../src-shared/project/engraving.ts';
import { around, takeBoxes } from './boxes.ts';
import { notationOf, type Notation } from './notation.ts';

/** In verovio's units, of which the scale makes 840 by 1000 pixels. */
const OPTIONS = {
  pageWidth: 2100,
  pageHeight: 2500,
  scale: 40,
  adjustPageHeight: true,
  breaks: 'auto',
  header: 'none',
  footer: 'none',
  pageMarginLeft: 40,
  pageMarginRight: 40,
  pageMarginTop: 40,
  pageMarginBottom: 40,
  svgBoundingBoxes: true,
  svgViewBox: true,
  /** No fonts inside of the picture: text stands in the system's. */
  smuflTextFont: 'none',
};

export interface Engraving {
  readonly pages: number;
  /** The page of each notated bar, from 0. */
  readonly pageOf: readonly number[];
  readonly engraved: readonly EngravedPage[];
}

/**
 * Engraves the pages `[first, first + count)` of a score, counted from 0. A MIDI file, and ABC of several voices, are
 * written as notes first. The
 * pages of a file and their order are the same each time.
 * @throws Failure as `readScore`
 */
export async function engrave(bytes: Uint8Array, first: number, count: number): Promise<Engraving> {
  requireScoreSize(bytes);
  const toolkit = await openToolkit(await textOf(bytes), OPTIONS);
  const pages = toolkit.getPageCount();
  const bars = playedBars(timemapOf(toolkit));
  const notated = new Map(bars.map((bar) => [bar.id, bar.notated]));
  const pageOf = [...notated.keys()].map((id) => Math.max(0, toolkit.getPageWithElement(id) - 1));
  const notation = notationOf(toolkit.getMEI());
  const times = timesOf(toolkit, bars);
  const last = Math.min(pages, first + count);
  const engraved = Array.from({ length: Math.max(0, last - first) }, (_, index) =>
    pageOfScore(toolkit.renderToSVG(first + index + 1), notation, notated, times),
  );
  return { pages, pageOf, engraved };
}

async function textOf(bytes: Uint8Array): Promise<ScoreText> {
  const source = isMidi(bytes) ? null : scoreText(bytes);
  const isWritten = source !== null && !(source.format === 'abc' && abcVoices(source.text).length > 1);
  if (isWritten) return source;
  const { title, score } = await readScore(bytes);
  return { format: 'musicxml', text: scoreToMusicXml(printed(score), title) };
}

/** The score with each bar once, as it is printed. */
function printed(score: Score): Score {
  const firsts = score.measures.filter(
    ({ notated }, index) => score.measures.findIndex((other) => other.notated === notated) === index,
  );
  const again = score.measures.filter((measure) => !firsts.includes(measure));
  const isAgain = (onset: number): boolean =>
    again.some((bar) => onset >= bar.onset - 1e-6 && onset < bar.onset + bar.duration - 1e-6);
  return { ...score, measures: firsts, notes: score.notes.filter(({ onset }) => !isAgain(onset)) };
}

interface NoteTime {
  readonly notated: number;
  /** Quarter notes from the bar's beginning. */
  readonly from: number;
  readonly to: number;
}

/** When each notated note sounds within its bar, the first time that it is played. */
function timesOf(toolkit: VerovioToolkit, bars: readonly PlayedBar[]): Map<string, NoteTime> {
  const times = new Map<string, NoteTime>();
  const begun = new Map<string, { readonly bar: PlayedBar; readonly at: number }>();
  let next = 0;
  for (const { qstamp, on, off } of timemapOf(toolkit)) {
    for (const played of off) {
      const { id } = notatedId(played);
      const begin = begun.get(id);
      if (begin === undefined || times.has(id)) continue;
      const { bar, at } = begin;
      times.set(id, { notated: bar.notated, from: at - bar.onset, to: qstamp - bar.onset });
    }
    while (next + 1 < bars.length && bars[next + 1]!.onset <= qstamp) next += 1;
    const bar = bars[next];
    for (const played of on) {
      const { id, pass } = notatedId(played);
      if (bar !== undefined && pass === 1) begun.set(id, { bar, at: qstamp });
    }
  }
  return times;
}

function pageOfScore(
  drawn: string,
  { barOfStaff, partOfNote }: Notation,
  notated: ReadonlyMap<string, number>,
  times: ReadonlyMap<string, NoteTime>,
): EngravedPage {
  const { svg, width, height, boxes } = takeBoxes(drawn);
  const staves = Map.groupBy(
    [...boxes].filter(([id]) => barOfStaff.has(id)),
    ([id]) => barOfStaff.get(id)!,
  );
  const bars = [...staves].flatMap(([id, own]): EngravedBar[] => {
    const bar = notated.get(id);
    const box = around(own.map(([, staff]) => staff));
    return bar === undefined || box === null ? [] : [{ notated: bar, box: [...box] }];
  });
  const notes = [...boxes].flatMap(([id, box]): EngravedNote[] => {
    const [time, part] = [times.get(id), partOfNote.get(id)];
    return time === undefined || part === undefined ? [] : [{ ...time, part, box: [...box] }];
  });
  return { svg, width, height, bars, notes };
}
