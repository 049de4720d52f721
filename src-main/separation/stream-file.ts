import { z } from 'zod';
import type { StreamState } from './stream-run.ts';

/** Floats in native byte order: on a different platform, the pin does not match and this is never read. */
export const Floats = z.base64();

/** A stream's state as it lies on the disk beside unfinished stems. */
export const StoredStream = z.object({
  blocks: z.number().int().positive(),
  heldStart: z.number().int(),
  signals: z.array(z.object({ held: z.array(Floats), state: z.array(Floats) })),
});
export type StoredStream = z.infer<typeof StoredStream>;

export const toBase64 = (values: Float32Array | Float64Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'base64'));

function fromBase64(text: string): Float32Array | null {
  const bytes = bytesOf(text);
  return bytes.length % 4 === 0 ? new Float32Array(bytes.buffer) : null;
}

/** Null unless the length is a whole number of doubles. */
export function doublesFromBase64(text: string): Float64Array | null {
  const bytes = bytesOf(text);
  return bytes.length % 8 === 0 ? new Float64Array(bytes.buffer) : null;
}

export function encodeStream(state: StreamState): StoredStream {
  return {
    blocks: state.blocks,
    heldStart: state.heldStart,
    signals: state.signals.map(({ held, state: tensors }) => ({
      held: held.map(toBase64),
      state: tensors.map(toBase64),
    })),
  };
}

/** Null where an array is damaged or the estimates differ in length. */
export function decodeStream(stored: StoredStream, samplesDone: number): StreamState | null {
  const signals = [];
  const lengths = new Set<number>();
  for (const signal of stored.signals) {
    const held = signal.held.map(fromBase64).filter((values) => values !== null);
    const state = signal.state.map(fromBase64).filter((values) => values !== null);
    if (held.length !== signal.held.length || state.length !== signal.state.length) return null;
    for (const { length } of held) lengths.add(length);
    signals.push({ held, state });
  }
  return lengths.size > 1
    ? null
    : { blocks: stored.blocks, samplesDone, heldStart: stored.heldStart, signals };
}
