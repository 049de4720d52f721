import type { MaskModel } from '../../../../src-main/separation/mask-model.ts';

/**
 * A model without a network: bins are shared out by their neighbours' energy in a way that depends on the whole piece,
 * as a real one's do, so that joins and resumed runs are put to the test.
 */
export function fakeModel(slots: number, length = 32, bins = 1025): MaskModel {
  return {
    bins,
    length,
    masks(magnitudes) {
      const data = new Float32Array(slots * bins * length);
      let level = 0;
      for (const frame of magnitudes) for (const value of frame) level += value;
      for (let frame = 0; frame < length; frame += 1) {
        const values = magnitudes[frame];
        for (let k = 0; k < bins; k += 1) {
          const strength =
            values === undefined || level === 0 ? 0 : (values[k]! / level) * magnitudes.length * 100;
          const shares = Array.from({ length: slots }, (_, slot) =>
            Math.exp(Math.sin(slot * 2 + k * 0.05) * strength),
          );
          const sum = shares.reduce((total, share) => total + share, 0);
          for (let slot = 0; slot < slots; slot += 1) {
            data[(slot * bins + k) * length + frame] = shares[slot]! / sum;
          }
        }
      }
      const energy = magnitudes.reduce((sum, frame) => sum + frame.reduce((all, value) => all + value, 0), 0);
      const undeclared = Float32Array.of(0, Math.sin(energy) ** 2, 0.01);
      return Promise.resolve({ data, slots, bins, length, undeclared });
    },
  };
}
