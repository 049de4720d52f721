import { chunkFramesFor, resumeSecondsFor, type WorkletOptions } from './protocol.ts';
import type { EngineSource } from './state.ts';
import type { StreamInput } from './stream.ts';

/** What is streamed for a project: its stems in order, then the original where there is one. */
export function streamInputs({ stems, original }: EngineSource): StreamInput[] {
  const inputs = stems.map((stem) => ({ audioId: stem.audioId, channels: stem.channels, offset: 0 }));
  return original === null ? inputs : [...inputs, { ...original, optional: true }];
}

export function workletOptions(source: EngineSource): WorkletOptions {
  const { stems, original, frames, sampleRate, readyFrames } = source;
  return {
    inputs: streamInputs(source).map(({ channels }) => ({ channels })),
    originalInput: original === null ? null : stems.length,
    frames,
    chunkFrames: chunkFramesFor(sampleRate),
    resumeSeconds: resumeSecondsFor(readyFrames !== undefined),
    commands: [],
  };
}
