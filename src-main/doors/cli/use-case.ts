import type { Work } from '../../app/files/work.ts';
import { thisProgram } from '../../app/program/program.ts';
import type { Io } from './call.ts';
import { Progress } from './progress.ts';

/** Runs a use case and prints its progress and notes on stderr. */
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

/** Prints the result: one JSON object if requested, otherwise text. */
export const print = (io: Io, json: boolean, value: unknown, inWords: () => string): void =>
  io.out(json ? `${JSON.stringify(value)}\n` : inWords());

/** Rounds to three decimals, as JSON output reports times. */
export const milli = (value: number): number => Math.round(value * 1000) / 1000;
