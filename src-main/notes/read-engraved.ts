import type { VerovioToolkit } from 'verovio/esm';
import { z } from 'zod';
import { repeatsOf } from './leave-out.ts';
import { readMidi } from './read-midi.ts';
import { scoreText } from './score-text.ts';
import type { Score, ScoreFile, ScoreMeasure } from './score.ts';
import { openToolkit, playedBars, timemapOf, type PlayedBar } from './toolkit.ts';

/**
 * Reads MusicXML, .mxl, MEI, Humdrum and ABC with verovio: it writes out repeats, merges ties, brings transposing
 * instruments to sounding pitch and gives grace notes a short time before their note; ornaments sound as their main note.
 * Loads 7 MB of WebAssembly and can take seconds: call it in a process that may be killed.
 * @throws Failure `file/unsupported`, `file/too-large`, `score/invalid`, `score/no-notes`
 */
export async function readEngraved(bytes: Uint8Array): Promise<ScoreFile> {
  const source = scoreText(bytes);
  const toolkit = await openToolkit(source, { transposeToSoundingPitch: true });
  const { score, notices } = writtenOut(toolkit);
  return {
    format: source.format,
    title: titleOf(toolkit.getMEI()),
    score,
    repeats: repeatsOf(score.measures.map(({ notated }) => notated)),
    notices,
  };
}

function writtenOut(toolkit: VerovioToolkit): Pick<ScoreFile, 'score' | 'notices'> {
  const { score, notices } = readMidi(Buffer.from(toolkit.renderToMIDI(), 'base64'));
  const measures = playedBars(timemapOf(toolkit)).map((bar, index) => measureOf(toolkit, bar, index, score));
  return { score: { ...score, measures }, notices };
}

const MeasureAttributes = z.object({ n: z.string().optional() });

function measureOf(
  toolkit: VerovioToolkit,
  { id, notated, pass, onset, duration }: PlayedBar,
  index: number,
  { measures }: Score,
): ScoreMeasure {
  const { n } = MeasureAttributes.parse(toolkit.getElementAttr(id));
  // The MIDI file knows metres, and no bar lines.
  const beat = measures.findLast((bar) => bar.onset <= onset + 1e-3)?.beat ?? 1;
  return { label: n ?? String(index + 1), notated, pass, onset, duration, beat };
}

/** The first title of the MEI header, which verovio writes for every format. */
function titleOf(mei: string): string {
  const title = /<title\b[^>]*>([^<]*)<\/title>/.exec(mei)?.[1] ?? '';
  const names: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  return title
    .replace(/&(lt|gt|amp|quot|apos);/g, (whole, name: string) => names[name] ?? whole)
    .trim()
    .slice(0, 200);
}
