import { RealFft } from './fft.ts';

/** Frames of a call; the first part of a response is cut into pieces of this length. */
const SHORT = 128;
/** The rest is cut into pieces of this length, whose sums are due only when so many frames have come. */
const LONG = 2048;

/** The spectra of a response's pieces: what a `Convolver` plays, and what takes long to compute. */
export interface ResponseSpectra {
  readonly head: readonly Float64Array[];
  readonly tail: readonly Float64Array[];
}

/** Computes the spectra of a response's pieces one by one, so that an audio thread can spread the work. */
export class ResponseAnalysis {
  readonly #head: PieceAnalysis;
  readonly #tail: PieceAnalysis;

  /** @param response its samples */
  constructor(response: Float32Array) {
    this.#head = new PieceAnalysis(response.subarray(0, LONG), SHORT);
    this.#tail = new PieceAnalysis(response.subarray(LONG), LONG);
  }

  /** Computes one more spectrum. @returns whether there was one left */
  step(): boolean {
    return this.#head.step() || this.#tail.step();
  }

  /** All spectra, once `step` has none left. */
  get spectra(): ResponseSpectra {
    return { head: this.#head.spectra, tail: this.#tail.spectra };
  }
}

/** Computes all spectra at once. */
export function responseSpectra(response: Float32Array): ResponseSpectra {
  const analysis = new ResponseAnalysis(response);
  while (analysis.step());
  return analysis.spectra;
}

class PieceAnalysis {
  readonly spectra: Float64Array[] = [];
  readonly #response: Float32Array;
  readonly #length: number;
  readonly #fft: RealFft;
  readonly #piece: Float64Array;

  constructor(response: Float32Array, length: number) {
    this.#response = response;
    this.#length = length;
    this.#fft = new RealFft(2 * length);
    this.#piece = new Float64Array(2 * length);
  }

  step(): boolean {
    const from = this.spectra.length * this.#length;
    if (from >= this.#response.length) return false;
    this.#piece.fill(0);
    this.#piece.set(this.#response.subarray(from, from + this.#length));
    const spectrum = this.#fft.createSpectrum();
    this.#fft.forward(this.#piece, spectrum);
    this.spectra.push(spectrum);
    return true;
  }
}

/**
 * Convolution with a long response, without latency, in float64: the first 2048 samples in pieces of 128, the rest in
 * pieces of 2048, each by overlap-save and kept as spectra (W. G. Gardner, "Efficient convolution without input-output
 * delay", JAES 43(3), 1995, with two sizes).
 */
export class Convolver {
  readonly #head: Pieces;
  readonly #tail: Pieces;
  readonly #waiting = new Float64Array(LONG);
  /** What the tail gives for the frames that come next. */
  readonly #due = new Float64Array(LONG);
  #filled = 0;

  constructor({ head, tail }: ResponseSpectra) {
    this.#head = new Pieces(head, SHORT);
    this.#tail = new Pieces(tail, LONG);
  }

  reset(): void {
    this.#head.reset();
    this.#tail.reset();
    this.#due.fill(0);
    this.#filled = 0;
  }

  /** Replaces 128 samples by those of the convolution. */
  process(samples: Float32Array): void {
    const at = this.#filled;
    for (let n = 0; n < SHORT; n += 1) this.#waiting[at + n] = samples[n]!;
    const now = this.#head.process(this.#waiting.subarray(at, at + SHORT));
    for (let n = 0; n < SHORT; n += 1) samples[n] = now[n]! + this.#due[at + n]!;
    this.#filled += SHORT;
    if (this.#filled < LONG) return;
    this.#filled = 0;
    this.#due.set(this.#tail.process(this.#waiting));
  }
}

/** Convolution in pieces of one length: what comes out is late by nothing, but comes a whole piece at a time. */
class Pieces {
  readonly #length: number;
  readonly #fft: RealFft;
  readonly #response: readonly Float64Array[];
  /** Spectra of the windows that came in, in a ring. */
  readonly #heard: readonly Float64Array[];
  readonly #window: Float64Array;
  readonly #sum: Float64Array;
  readonly #out: Float64Array;
  #newest = 0;

  constructor(response: readonly Float64Array[], length: number) {
    this.#length = length;
    this.#fft = new RealFft(2 * length);
    this.#response = response;
    // One piece of memory, which the system gives zeroed when it is touched.
    const size = this.#fft.createSpectrum().length;
    const memory = new Float64Array(response.length * size);
    this.#heard = response.map((_, piece) => memory.subarray(piece * size, (piece + 1) * size));
    this.#window = new Float64Array(2 * length);
    this.#sum = this.#fft.createSpectrum();
    this.#out = new Float64Array(2 * length);
  }

  reset(): void {
    for (const spectrum of this.#heard) spectrum.fill(0);
    this.#window.fill(0);
  }

  /** @returns the piece of the convolution that begins with these samples; valid until the next call */
  process(samples: Float64Array): Float64Array {
    const count = this.#response.length;
    const length = this.#length;
    if (count === 0) return this.#out.subarray(length);
    this.#window.copyWithin(0, length);
    this.#window.set(samples, length);
    this.#newest = this.#newest === 0 ? count - 1 : this.#newest - 1;
    this.#fft.forward(this.#window, this.#heard[this.#newest]!);
    const sum = this.#sum;
    sum.fill(0);
    for (let piece = 0; piece < count; piece += 1) {
      addProduct(sum, this.#heard[(this.#newest + piece) % count]!, this.#response[piece]!);
    }
    this.#fft.inverse(sum, this.#out);
    return this.#out.subarray(length);
  }
}

/** Adds the product of two half spectra. */
function addProduct(sum: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let at = 0; at < sum.length; at += 2) {
    const re = a[at]!;
    const im = a[at + 1]!;
    sum[at]! += re * b[at]! - im * b[at + 1]!;
    sum[at + 1]! += re * b[at + 1]! + im * b[at]!;
  }
}
