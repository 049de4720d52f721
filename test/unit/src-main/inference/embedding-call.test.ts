import { describe, expect, it } from 'vitest';
import { createEmbeddingCall } from '../../../../src-main/inference/embedding-call.ts';
import { parseManifest, requireEmbedder } from '../../../../src-main/inference/manifest.ts';
import type { FloatTensor, TensorData } from '../../../../src-main/inference/session.ts';
import { TINY_FRAMES, tinyEmbedderManifest } from '../inference/tiny-embedder.ts';

const manifest = requireEmbedder(parseManifest(JSON.stringify(tinyEmbedderManifest())));
const BINS = 1025;

const unit = (): Float32Array => Float32Array.from({ length: 11 }, (_, index) => (index === 3 ? 1 : 0));
const answer = (embedding: Float32Array, instruments: Float32Array): FloatTensor[] => [
  { data: embedding, shape: [1, embedding.length] },
  { data: instruments, shape: [1, instruments.length] },
];

function listenerOf(reply: () => FloatTensor[]) {
  const seen: Readonly<Record<string, TensorData>>[] = [];
  const listener = createEmbeddingCall(
    {
      runFor: (inputs, outputs) => {
        expect(outputs).toEqual(['embedding', 'instruments']);
        seen.push(inputs);
        return Promise.resolve(reply());
      },
    },
    manifest,
  );
  return { listener, seen };
}

describe('createEmbeddingCall', () => {
  it('gives the model bins by frames, as they are, and silence after the last', async () => {
    const { listener, seen } = listenerOf(() => answer(unit(), new Float32Array(11).fill(0.5)));
    const frames = [1, 2].map((value) => Float32Array.from({ length: BINS }, (_, k) => value + k / 10_000));
    const heard = await listener.hear(frames);
    expect(heard).toEqual({ embedding: unit(), probabilities: new Float32Array(11).fill(0.5) });
    const { data, shape } = seen[0]?.['magnitude'] ?? { data: new Float32Array(), shape: [] };
    expect(shape).toEqual([1, BINS, TINY_FRAMES]);
    const expected = Float32Array.from({ length: BINS * TINY_FRAMES }, (_, at) => {
      return frames[at % TINY_FRAMES]?.[Math.floor(at / TINY_FRAMES)] ?? 0;
    });
    expect(data).toEqual(expected);
  });

  it.each([
    ['another number of classes', answer(unit(), new Float32Array(12))],
    [
      'a vector of another length',
      answer(
        unit().map((value) => 2 * value),
        new Float32Array(11),
      ),
    ],
    ['a vector of no numbers', answer(new Float32Array(11).fill(Number.NaN), new Float32Array(11))],
    ['a probability above one', answer(unit(), new Float32Array(11).fill(1.01))],
    ['a probability that is no number', answer(unit(), new Float32Array(11).fill(Number.NaN))],
  ])('refuses %s', async (_, reply) => {
    const { listener } = listenerOf(() => reply);
    await expect(listener.hear([])).rejects.toMatchObject({ code: 'model/invalid' });
  });
});
