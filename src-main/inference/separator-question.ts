import type { Manifest } from './manifest.ts';
import type { TensorData } from './session.ts';
import { tensorName } from './tensor-name.ts';

/** The number of players per class and the requested slots; the rest's slot is the last. */
export interface SeparatorQuestion {
  readonly counts: readonly number[];
  readonly slots: readonly number[];
}

/** The tensors `counts` and `slots`, which are the same for every call of a separation. */
export function questionTensors(
  inputs: Manifest['inputs'],
  { counts, slots }: SeparatorQuestion,
): Record<string, TensorData> {
  return {
    [tensorName(inputs, 'counts')]: {
      dtype: 'float32',
      data: Float32Array.from(counts),
      shape: [1, counts.length],
    },
    [tensorName(inputs, 'slots')]: {
      dtype: 'int64',
      data: BigInt64Array.from(slots, BigInt),
      shape: [slots.length],
    },
  };
}
