import { RealFft } from '../../../src-shared/dsp/fft.ts';
import { hann } from '../../../src-shared/dsp/windows.ts';
import { byteOfDb, FLOOR_DB, hzOfRow, ROWS, ROWS_PER_OCTAVE } from '../../../src-shared/spectrogram/tiles.ts';

/**
 * Long windows tell low notes apart and short ones place high onsets, so each range of frequencies has its own: about
 * 186, 93 and 46 ms.
 */
const RANGES = [
  { seconds: 0.186, belowHz: 500 },
  { seconds: 0.093, belowHz: 2000 },
  { seconds: 0.0464, belowHz: Infinity },
] as const;
/** Two ranges are cross-faded over this many rows on either side of their border, so that no seam shows. */
const FADE_ROWS = ROWS_PER_OCTAVE / 4;

/** The part of a row's level that comes from one transform. */
interface Share {
  readonly weight: number;
  /** The row's middle, in bins. */
  readonly middle: number;
  /** Whole bins inside the row; empty where a row is narrower than a bin. */
  readonly firstBin: number;
  readonly lastBin: number;
}

/** One transform, and the rows that it gives. */
class Range {
  readonly size: number;
  readonly #fft: RealFft;
  readonly #window: Float64Array;
  readonly #time: Float64Array;
  readonly #spectrum: Float64Array;
  readonly #power: Float64Array;
  readonly #db: Float64Array;
  readonly #scale: number;
  readonly #firstBin: number;
  readonly #shares: readonly (Share | null)[];

  constructor(sampleRate: number, index: number) {
    this.size = 2 ** Math.round(Math.log2((RANGES[index]?.seconds ?? 0) * sampleRate));
    this.#fft = new RealFft(this.size);
    this.#window = hann(this.size);
    this.#time = new Float64Array(this.size);
    this.#spectrum = this.#fft.createSpectrum();
    // The Hann window sums to size/2, so a sine of amplitude 1 has a bin of size/4.
    this.#scale = (4 / this.size) ** 2;
    this.#shares = Array.from({ length: ROWS }, (_, row) => shareOf(row, index, sampleRate, this.size));
    const used = this.#shares.filter((share) => share !== null);
    this.#firstBin = Math.max(0, Math.floor(used.at(-1)?.middle ?? 0) - 1);
    const bins = Math.min(this.#fft.bins, Math.ceil(used[0]?.lastBin ?? 0) + 3);
    this.#power = new Float64Array(bins);
    this.#db = new Float64Array(bins);
  }

  /** Adds this range's weighted levels to `rows`. */
  add(channels: readonly Float32Array[], rows: Float64Array): void {
    const power = this.#power.fill(0);
    for (const samples of channels) {
      const from = (samples.length - this.size) / 2;
      for (let n = 0; n < this.size; n += 1) this.#time[n] = samples[from + n]! * this.#window[n]!;
      this.#fft.forward(this.#time, this.#spectrum);
      for (let k = this.#firstBin; k < power.length; k += 1) {
        power[k]! += this.#spectrum[2 * k]! ** 2 + this.#spectrum[2 * k + 1]! ** 2;
      }
    }
    const scale = this.#scale / channels.length;
    for (let k = this.#firstBin; k < power.length; k += 1) {
      this.#db[k] = 10 * Math.log10(Math.max(power[k]! * scale, 1e-12));
    }
    for (let row = 0; row < ROWS; row += 1) {
      const share = this.#shares[row];
      if (share !== null && share !== undefined) rows[row]! += share.weight * this.#level(share);
    }
  }

  /** The highest level in a row: at its middle, between bins, or in a bin that it contains. */
  #level({ middle, firstBin, lastBin }: Share): number {
    const db = this.#db;
    const nearest = Math.min(db.length - 2, Math.max(this.#firstBin + 1, Math.round(middle)));
    let level = between(db[nearest - 1]!, db[nearest]!, db[nearest + 1]!, middle - nearest);
    for (let bin = firstBin; bin <= lastBin && bin < db.length; bin += 1) level = Math.max(level, db[bin]!);
    return level;
  }
}

/** A sine between two bins of a Hann window is at most this much above both. */
const SCALLOP_DB = 1.42;

/**
 * The level `x` bins (-0.5 to 0.5) from the middle one of three. Around a maximum the parabola through them (Smith and
 * Serra 1987, PARSHL), elsewhere a straight line.
 */
function between(below: number, at: number, above: number, x: number): number {
  if (at < below || at < above) return x < 0 ? at + x * (at - below) : at + x * (above - at);
  const parabola = at + (x * (above - below)) / 2 + (x * x * (above + below - 2 * at)) / 2;
  return Math.min(parabola, at + SCALLOP_DB);
}

function shareOf(row: number, index: number, sampleRate: number, size: number): Share | null {
  const bins = (at: number): number => (hzOfRow(at) * size) / sampleRate;
  const weight = above(row, index - 1) * (1 - above(row, index));
  const middle = bins(row + 0.5);
  // The bin of the Nyquist frequency is the last with neighbours to interpolate.
  if (weight === 0 || middle >= size / 2 - 1) return null;
  return { weight, middle, firstBin: Math.ceil(bins(row + 1)), lastBin: Math.floor(bins(row)) };
}

/** 1 for rows above the border of range `index` and the next, 0 below it, and a fade between. */
function above(row: number, index: number): number {
  const belowHz = RANGES[index]?.belowHz;
  if (belowHz === undefined) return 1;
  if (belowHz === Infinity) return 0;
  const rowsAbove = ROWS_PER_OCTAVE * Math.log2(hzOfRow(row + 0.5) / belowHz);
  return Math.min(1, Math.max(0, 0.5 + rowsAbove / (2 * FADE_ROWS)));
}

/** The levels of the rows of a tile at one moment. A sine of amplitude 1 in every channel has 0 dB. */
export class ColumnAnalyser {
  /** Frames that one moment takes, the longest window. */
  readonly windowFrames: number;
  /** Of the shortest window: what moves by less than this between two moments is seen by both. */
  readonly shortestWindow: number;
  readonly #ranges: readonly Range[];
  readonly #nyquistRow: number;
  readonly #rows = new Float64Array(ROWS);

  constructor(sampleRate: number) {
    this.#ranges = RANGES.map((_, index) => new Range(sampleRate, index));
    this.windowFrames = this.#ranges[0]?.size ?? 0;
    this.shortestWindow = this.#ranges.at(-1)?.size ?? 0;
    const nyquist = sampleRate / 2;
    this.#nyquistRow = Array.from({ length: ROWS }, (_, row) => hzOfRow(row + 0.5)).findIndex(
      (hz) => hz < nyquist,
    );
  }

  /**
   * Raises the bytes of one column to the levels of a moment, where they are higher.
   * @param channels `windowFrames` samples each, with the moment in the middle
   * @param column one byte a row, from the top
   */
  raise(channels: readonly Float32Array[], column: Uint8Array): void {
    if (channels.every((samples) => samples.every((sample) => sample === 0))) return;
    this.#rows.fill(0);
    for (const range of this.#ranges) range.add(channels, this.#rows);
    for (let row = this.#nyquistRow; row < ROWS; row += 1) {
      const byte = byteOfDb(Math.max(FLOOR_DB, this.#rows[row]!));
      if (byte > column[row]!) column[row] = byte;
    }
  }
}
