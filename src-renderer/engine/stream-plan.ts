import type { FrameRange } from './protocol.ts';

/** Chunk numbers, half open. */
export type ChunkRun = readonly [number, number];

export interface PlanInput {
  readonly position: number;
  /** Where the strips' pre-roll of the position begins. */
  readonly prerollFrom: number;
  readonly loop: FrameRange | null;
  /** How far ahead data should lie ready. */
  readonly aheadFrames: number;
  /** Length of the project. */
  readonly frames: number;
  readonly chunkFrames: number;
}

/**
 * Which chunks playback will need, in the order it needs them: the pre-roll with the position, what follows, and
 * past a loop's end the loop's start.
 */
export function planChunks(input: PlanInput): ChunkRun[] {
  const { position, loop, frames, chunkFrames } = input;
  const runs: ChunkRun[] = [];
  const push = (start: number, end: number): void => {
    const to = Math.min(end, frames);
    if (to > start) runs.push([Math.floor(start / chunkFrames), Math.ceil(to / chunkFrames)]);
  };
  const loops = loop !== null && position < loop.end ? loop : null;
  const stop = loops === null ? frames : loops.end;
  let left = input.aheadFrames;
  push(Math.min(input.prerollFrom, position), Math.min(stop, position + left));
  left -= stop - position;
  if (loops !== null && left > 0) push(loops.start, Math.min(loops.end, loops.start + left));
  return runs;
}

/** The runs cut into requests: a short first one so that playback starts soon, then longer ones. */
export function planRequests(runs: readonly ChunkRun[], first: number, most: number): ChunkRun[] {
  const requests: ChunkRun[] = [];
  for (const [start, end] of runs) {
    for (let at = start; at < end;) {
      const size = requests.length === 0 ? first : most;
      requests.push([at, Math.min(end, at + size)]);
      at += size;
    }
  }
  return requests;
}
