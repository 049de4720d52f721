// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- the tests are compiled without this folder
/// <reference path="./verovio.d.ts" />
import { VerovioToolkit, enableLogToBuffer } from 'verovio/esm';
import { z } from 'zod';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { ScoreText } from './score-text.ts';

const INPUT: Readonly<Record<ScoreText['format'], string>> = {
  musicxml: 'xml',
  mei: 'mei',
  humdrum: 'humdrum',
  abc: 'abc',
};

/**
 * Loads a score into verovio: 7 MB of WebAssembly, which can take seconds. Call it in a process that may be killed.
 * @throws Failure `score/invalid`
 */
export async function openToolkit(
  { format, text }: ScoreText,
  options: Readonly<Record<string, string | boolean | number>>,
): Promise<VerovioToolkit> {
  const module = await (format === 'humdrum' ? import('verovio/wasm-hum') : import('verovio/wasm'));
  const loaded = await module.default();
  enableLogToBuffer(true, loaded);
  const toolkit = new VerovioToolkit(loaded);
  toolkit.setOptions({ inputFrom: INPUT[format], ...options });
  if (!succeeded(() => toolkit.loadData(text))) {
    throw new Failure('score/invalid', 'The score can’t be read: it is damaged or ends too early');
  }
  return toolkit;
}

/** Verovio answers false or, in WebAssembly, fails outright on what it can't read. */
function succeeded(load: () => boolean | number): boolean {
  try {
    return Boolean(load());
  } catch (cause) {
    throw new Failure('score/invalid', 'The score can’t be read', { cause });
  }
}

const Timemap = z.array(
  z.object({
    qstamp: z.number(),
    on: z.array(z.string()).default([]),
    off: z.array(z.string()).default([]),
    measureOn: z.string().optional(),
  }),
);
type Timemap = z.infer<typeof Timemap>;

/** What sounds when, with its repeats written out; an id the second time round ends in `-rend2`. */
export const timemapOf = (toolkit: VerovioToolkit): Timemap =>
  Timemap.parse(toolkit.renderToTimemap({ includeMeasures: true }));

const REND = /-rend(\d+)$/;

/** The id of the notated element, and which time round it is, from 1. */
export function notatedId(id: string): { readonly id: string; readonly pass: number } {
  return { id: id.replace(REND, ''), pass: Number(REND.exec(id)?.[1] ?? 1) };
}

/** A bar each time that it is played, in quarter notes from the beginning. */
export interface PlayedBar {
  readonly id: string;
  /** Its index among the notated bars, in the order in which they are played first. */
  readonly notated: number;
  readonly pass: number;
  readonly onset: number;
  readonly duration: number;
}

export function playedBars(timemap: Timemap): PlayedBar[] {
  const end = timemap.at(-1)?.qstamp ?? 0;
  const begins = timemap.flatMap(({ qstamp, measureOn }) =>
    measureOn === undefined ? [] : [{ onset: qstamp, ...notatedId(measureOn) }],
  );
  const numbers = new Map<string, number>();
  return begins.flatMap(({ onset, id, pass }, index) => {
    const duration = (begins[index + 1]?.onset ?? end) - onset;
    if (!(duration > 0)) return [];
    const notated = numbers.get(id) ?? numbers.size;
    numbers.set(id, notated);
    return [{ id, notated, pass, onset, duration }];
  });
}
