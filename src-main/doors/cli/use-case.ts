import type { Work } from '../../app/files/work.ts';
import { thisProgram } from '../../app/program/program.ts';
import type { Io } from './call.ts';
import { Progress } from './progress.ts';

/** Runs a use case; its progress and notes go to stderr. */
export async function withWork<T>(io: Io, run: (work: Work) => Promise<T>): Promise<T> {
  const progress = new Progress(io.err);
  const note = (text: string): void => {
    progress.end();
    io.err.write(`note: ${text}\n`);
  };
  try {
    return await run({ program: thisProgram(), signal: io.signal, progress, note });
  } finally {
    progress.end();
  }
}

/** The result: one JSON object where the call asked for it, else text. */
export const print = (io: Io, json: boolean, value: unknown, inWords: () => string): void =>
  io.out(json ? `${JSON.stringify(value)}\n` : inWords());

/** Rounded as JSON reports times. */
export const milli = (value: number): number => Math.round(value * 1000) / 1000;
