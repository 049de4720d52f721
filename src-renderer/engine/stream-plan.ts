import type { FrameRange } from './protocol.ts';

/** Chunk numbers, half open. */
export type ChunkRun = readonly [number, number];

export interface PlanInput {
  readonly position: number;
  /** Where the strips' pre-roll of the position begins. */
  readonly prerollFrom: number;
  readonly loop: FrameRange | null;
  /** How far ahead to buffer. */
  readonly aheadFrames: number;
  /** Length of the project. */
  readonly frames: number;
  /** How much of it is available; all by default. */
  readonly readyFrames?: number;
  readonly chunkFrames: number;
  /** Read-ahead grows by this many chunks at a time, so that requests stay few. */
  readonly groupChunks: number;
}

/**
 * The chunks that playback will need, in order: the pre-roll with the position, what follows, and after a
 * loop's end the loop's start. Chunks that are not completely available yet are skipped.
 */
export function planChunks(input: PlanInput): ChunkRun[] {
  const { position, loop, frames, chunkFrames, groupChunks } = input;
  const runs: ChunkRun[] = [];
  const ready = input.readyFrames ?? frames;
  const last = ready >= frames ? Math.ceil(frames / chunkFrames) : Math.floor(ready / chunkFrames);
  const push = (start: number, end: number): void => {
    if (Math.min(end, frames) <= start) return;
    const group = Math.ceil(end / (chunkFrames * groupChunks)) * groupChunks;
    const run: ChunkRun = [Math.floor(start / chunkFrames), Math.min(last, group)];
    if (run[0] < run[1]) runs.push(run);
  };
  const loops = loop !== null && position < loop.end ? loop : null;
  const stop = loops === null ? frames : loops.end;
  let left = input.aheadFrames;
  push(Math.min(input.prerollFrom, position), Math.min(stop, position + left));
  left -= stop - position;
  if (loops !== null && left > 0) push(loops.start, Math.min(loops.end, loops.start + left));
  return runs;
}

/**
 * The runs cut into requests: a short first one so that playback starts soon, then whole groups (at absolute
 * multiples, so that a plan made a moment later cuts at the same places).
 */
export function planRequests(runs: readonly ChunkRun[], first: number, groupChunks: number): ChunkRun[] {
  const requests: ChunkRun[] = [];
  for (const [start, end] of runs) {
    for (let at = start; at < end;) {
      const stop = requests.length === 0 ? at + first : (Math.floor(at / groupChunks) + 1) * groupChunks;
      requests.push([at, Math.min(end, stop)]);
      at = stop;
    }
  }
  return requests;
}
