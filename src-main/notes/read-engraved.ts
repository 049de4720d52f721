// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- the tests are compiled without this folder
/// <reference path="./verovio.d.ts" />
import { VerovioToolkit, enableLogToBuffer } from 'verovio/esm';
import { z } from 'zod';
import { Failure } from '../../src-shared/contract/failure.ts';
import { leaveOutRepeats } from './leave-out.ts';
import { readMidi } from './read-midi.ts';
import { scoreText, type ScoreText } from './score-text.ts';
import type { Score, ScoreFile, ScoreMeasure } from './score.ts';

const INPUT: Readonly<Record<ScoreText['format'], string>> = {
  musicxml: 'xml',
  mei: 'mei',
  humdrum: 'humdrum',
  abc: 'abc',
};

/**
 * Reads MusicXML, .mxl, MEI, Humdrum and ABC with verovio: it writes out repeats, merges ties, brings transposing
 * instruments to sounding pitch and gives grace notes a short time before their note; ornaments sound as their main note.
 * Loads 7 MB of WebAssembly and can take seconds: call it in a process that may be killed.
 * @throws Failure `file/unsupported`, `file/too-large`, `score/invalid`, `score/no-notes`
 */
export async function readEngraved(bytes: Uint8Array): Promise<ScoreFile> {
  const source = scoreText(bytes);
  const module = await (source.format === 'humdrum' ? import('verovio/wasm-hum') : import('verovio/wasm'));
  const loaded = await module.default();
  enableLogToBuffer(true, loaded);
  const toolkit = new VerovioToolkit(loaded);
  const { score, ids, notices } = readWritten(toolkit, source);
  const leftOut = leaveOutRepeats(score, ids);
  return {
    format: source.format,
    title: titleOf(toolkit.getMEI()),
    versions: [
      { repeats: 'as-written', score },
      ...(leftOut === null ? [] : [{ repeats: 'left-out' as const, score: leftOut }]),
    ],
    notices,
  };
}

interface WrittenOut {
  readonly score: Score;
  /** Of the score's bars, the same for each time that one is played. */
  readonly ids: readonly string[];
  readonly notices: readonly string[];
}

function readWritten(toolkit: VerovioToolkit, { format, text }: ScoreText): WrittenOut {
  toolkit.setOptions({ inputFrom: INPUT[format], transposeToSoundingPitch: true });
  if (!succeeded(() => toolkit.loadData(text))) {
    throw new Failure('score/invalid', 'The score can’t be read: it is damaged or ends too early');
  }
  if (/Multi-voice music is not supported/.test(toolkit.getLog())) {
    throw new Failure(
      'score/invalid',
      'Of ABC, Divisi reads tunes of one voice; export this score as MusicXML or MIDI',
    );
  }
  const midi = readMidi(Buffer.from(toolkit.renderToMIDI(), 'base64'));
  const [version] = midi.versions;
  if (version === undefined) throw new Error('a MIDI file has one version');
  const bars = barsOf(toolkit);
  return {
    score: { ...version.score, measures: bars.map(({ measure }) => measure) },
    ids: bars.map(({ id }) => id),
    notices: midi.notices,
  };
}

/** Verovio answers false or, in WebAssembly, fails outright on what it can't read. */
function succeeded(load: () => boolean | number): boolean {
  try {
    return Boolean(load());
  } catch (cause) {
    throw new Failure('score/invalid', 'The score can’t be read', { cause });
  }
}

const Timemap = z.array(z.object({ qstamp: z.number(), measureOn: z.string().optional() }));
const MeasureAttributes = z.object({ n: z.string().optional() });

/** A measure's id the second time round ends in `-rend2`. */
const REND = /-rend(\d+)$/;

function barsOf(toolkit: VerovioToolkit): { readonly id: string; readonly measure: ScoreMeasure }[] {
  const timemap = Timemap.parse(toolkit.renderToTimemap({ includeMeasures: true }));
  const end = timemap.at(-1)?.qstamp ?? 0;
  const begins = timemap.flatMap(({ qstamp, measureOn }) =>
    measureOn === undefined ? [] : [{ onset: qstamp, id: measureOn }],
  );
  return begins.flatMap(({ onset, id }, index) => {
    const duration = (begins[index + 1]?.onset ?? end) - onset;
    if (!(duration > 0)) return [];
    const notated = id.replace(REND, '');
    const { n } = MeasureAttributes.parse(toolkit.getElementAttr(notated));
    const pass = Number(REND.exec(id)?.[1] ?? 1);
    return [{ id: notated, measure: { label: n ?? String(index + 1), pass, onset, duration } }];
  });
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
