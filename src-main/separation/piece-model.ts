import type { ResampledPassage } from '../audio/resample/resampled-passage.ts';
import type { WaveformSeparatorManifest } from '../inference/separator-manifest.ts';
import type { MaskModel } from './mask-model.ts';
import { RatioMasks } from './ratio-masks.ts';
import type { WaveformCall } from '../inference/waveform-call.ts';

/** About -24 dBFS: pieces reach the network at one level, whatever the recording's. */
const PIECE_RMS = 1 / 16;

/**
 * The power of two that scales a piece closest to that level. Powers of two are exact, so the result does not
 * depend on the recording's level.
 */
export function pieceGain(audio: Float32Array): number {
  const power = audio.reduce((sum, value) => sum + value * value, 0) / audio.length;
  return power === 0 ? 1 : 2 ** Math.round(Math.log2(PIECE_RMS / Math.sqrt(power)));
}

/**
 * Uses a waveform model for whole pieces as a mask model: each piece goes through the network, the spectra of
 * its estimates become masks, and those are joined like any model's.
 * @param frames of the whole passage on the model's grid
 */
export function createPieceModel(
  call: WaveformCall,
  manifest: WaveformSeparatorManifest,
  passage: ResampledPassage,
  frames: number,
): MaskModel {
  const { hop } = manifest.mask;
  const ratios = new RatioMasks(manifest.mask);
  const length = manifest.segmentSamples / hop;
  const audioShape = manifest.inputs.find(({ role }) => role === 'audio')?.shape;
  // Zero padding after a short passage would bias the network's averages, so a model that accepts any length
  // gets none.
  const given = audioShape?.at(-1) === -1 ? Math.min(length, frames) : length;
  return {
    bins: ratios.bins,
    length,
    async masks(magnitudes, firstFrame) {
      // Half a hop to either side of the frames' centres.
      const start = firstFrame * hop - hop / 2;
      const [heard] = await passage.read(start, given * hop);
      if (heard === undefined) throw new Error('the passage has no channel');
      const gain = pieceGain(heard);
      const { estimates } = await call(
        heard.map((value) => value * gain),
        [],
      );
      const data = new Float32Array(estimates.length * ratios.bins * length);
      for (let frame = 0; frame < magnitudes.length; frame += 1) {
        const masks = ratios.frame(estimates, ratios.windowStart(firstFrame + frame) - start);
        for (const [slot, mask] of masks.entries()) {
          data.set(mask, (slot * length + frame) * ratios.bins);
        }
      }
      return { data, slots: estimates.length, bins: ratios.bins, length, undeclared: null };
    },
  };
}
