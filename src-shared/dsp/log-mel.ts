import { framingOf, StftAnalyser } from './stft.ts';

export const MELS = 128;
const MODEL_RATE = 22_050;
const WINDOW = 2048;
const HOP = 512;
const LOW_HZ = 30;
const HIGH_HZ = 11_025;
/** The inverse of the floor's power relative to the reference: 70 dB. */
const FLOOR = 1e7;
const RANGE_DECADES = 8;
/** Mean square of a sine over its summed |X|²: 2 over the 1.5 bins of Hann's equivalent noise bandwidth. */
const SINE = 4 / 3;

/** The value of a cell at the floor: its power equals the floor's. */
export const FLOOR_VALUE = Math.log10(2) / RANGE_DECADES;

/** Samples between frames: 512/22050 s. Frame t is centred on the sample nearest t times this. */
export function logMelHop(sampleRate: number): number {
  return (HOP * sampleRate) / MODEL_RATE;
}

/**
 * Level of a mel power above a soft floor 70 dB below the reference's mean square, in units of 80 dB: log10(1 +
 * 10⁷·P/r²)/8. 0 is silence; about 1 is 10 dB above the reference.
 */
export function logMelValue(power: number, referenceMeanSquare: number): number {
  return Math.log10(1 + (FLOOR * power) / referenceMeanSquare) / RANGE_DECADES;
}

interface Triangle {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

/** Linear in Hz, peak 1; corners equally spaced on the mel scale 2595·log10(1 + f/700) from 30 Hz to 11025 Hz. */
function triangles(binHz: number, bins: number): readonly Triangle[] {
  const [low, high] = [LOW_HZ, HIGH_HZ].map((hz) => 2595 * Math.log10(1 + hz / 700)) as [number, number];
  const corner = (i: number): number => 700 * (10 ** ((low + ((high - low) * i) / (MELS + 1)) / 2595) - 1);
  return Array.from({ length: MELS }, (_, mel) => {
    const [left, centre, right] = [corner(mel), corner(mel + 1), corner(mel + 2)];
    const firstBin = Math.min(bins, Math.floor(left / binHz) + 1);
    const count = Math.max(0, Math.min(bins, Math.ceil(right / binHz)) - firstBin);
    const weights = Float64Array.from({ length: count }, (__, k) => {
      const hz = (firstBin + k) * binHz;
      return Math.min((hz - left) / (centre - left), (right - hz) / (right - centre));
    });
    return { firstBin, weights };
  });
}

/**
 * Mel powers of a signal at any rate, streamed: frames under a Hann window of 2048/22050 s every 512/22050 s, zeros
 * outside the signal, evaluated from its own samples (bins lie where its rate puts them; nothing is resampled).
 * Scaled so that a sine in the middle of a wide triangle reads its mean square; the mean over channels. Mels above a
 * low rate's Nyquist frequency stay empty. A signal of n samples has floor(n / hop) + 1 frames.
 */
export class MelPowerAnalyser {
  readonly #channels: readonly StftAnalyser[];
  readonly #triangles: readonly Triangle[];
  readonly #scale: number;
  readonly #hop: number;
  #samples = 0;

  constructor(sampleRate: number, channels: number) {
    this.#hop = logMelHop(sampleRate);
    // At least 4: no rate that a recording may have makes it shorter.
    const windowLength = Math.max(4, Math.round((WINDOW * sampleRate) / MODEL_RATE));
    const framing = framingOf({ windowLength, hop: this.#hop });
    const sum = framing.window.reduce((total, value) => total + value, 0);
    this.#scale = (SINE * windowLength) / (framing.fftSize * channels * sum * sum);
    this.#triangles = triangles(sampleRate / framing.fftSize, framing.fftSize / 2 + 1);
    this.#channels = Array.from({ length: channels }, () => new StftAnalyser(framing));
  }

  /** Planar blocks; [MELS] of each frame that became complete, in order. */
  push(block: readonly Float32Array[]): Float64Array[] {
    this.#samples += block[0]?.length ?? 0;
    return this.#collect((analyser, channel, onSpectrum) => {
      analyser.push(block[channel]!, (_frame, spectrum) => onSpectrum(spectrum));
    });
  }

  /** Returns the frames that extend past the end. */
  finish(): Float64Array[] {
    const frames = Math.floor(this.#samples / this.#hop) + 1;
    return this.#collect((analyser, _channel, onSpectrum) => {
      analyser.finish((frame, spectrum) => {
        if (frame < frames) onSpectrum(spectrum);
      });
    });
  }

  #collect(
    feed: (analyser: StftAnalyser, channel: number, onSpectrum: (spectrum: Float64Array) => void) => void,
  ): Float64Array[] {
    const out: Float64Array[] = [];
    this.#channels.forEach((analyser, channel) => {
      let at = 0;
      feed(analyser, channel, (spectrum) => {
        const mels = (out[at] ??= new Float64Array(MELS));
        at += 1;
        this.#triangles.forEach(({ firstBin, weights }, mel) => {
          let power = 0;
          for (let k = 0; k < weights.length; k += 1) {
            const bin = 2 * (firstBin + k);
            power += weights[k]! * (spectrum[bin]! ** 2 + spectrum[bin + 1]! ** 2);
          }
          mels[mel]! += this.#scale * power;
        });
      });
    });
    return out;
  }
}
