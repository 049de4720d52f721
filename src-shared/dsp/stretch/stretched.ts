import { SINC_REACH, SincReader } from './sinc.ts';
import { Vocoder } from './vocoder.ts';

/** How what is heard differs in time and pitch from what there is. */
export interface Stretch {
  /** 1: as recorded; 0.5: half as fast. */
  readonly speed: number;
  /** Semitones up. */
  readonly keys: number;
}

/** A stereo signal, frame by frame. */
export interface FrameSource {
  readonly left: number;
  readonly right: number;
  /** Where the frame lies, in samples of the project. */
  readonly position: number;
  /** Goes to the next frame. @returns false at the end */
  next(): boolean;
}

/**
 * A signal at another speed or pitch: it is stretched by pitch over speed, then read faster by the pitch. Output frame n is
 * what the source has at its frame n·speed, also where the source jumps for a loop.
 */
export class Stretched implements FrameSource {
  left = 0;
  right = 0;
  position = 0;
  readonly #source: FrameSource;
  readonly #speed: number;
  readonly #pitch: number;
  readonly #vocoder: Vocoder;
  readonly #reader: SincReader;
  /** Rings: what came in with its positions, and what was stretched. */
  readonly #in: readonly [Float64Array, Float64Array];
  readonly #positions: Float64Array;
  readonly #out: readonly [Float64Array, Float64Array];
  readonly #frame: readonly [Float64Array, Float64Array];
  /** Frames taken from the source. */
  #taken = 0;
  #endsAt = Infinity;
  /** The next window's number; its middle is at `#middleOf` it. */
  #window = FIRST_WINDOW;
  /** Stretched frames that are complete. */
  #ready = 0;
  #read = 0;

  /** @param size frames of a window, a power of two: some 90 ms suit music */
  constructor(source: FrameSource, stretch: Stretch, size: number) {
    this.#source = source;
    this.#speed = stretch.speed;
    this.#pitch = 2 ** (stretch.keys / 12);
    this.#vocoder = new Vocoder(size);
    this.#reader = new SincReader(this.#pitch);
    const ring = (): Float64Array => new Float64Array(4 * size);
    this.#in = [ring(), ring()];
    this.#positions = ring();
    this.#out = [ring(), ring()];
    this.#frame = [new Float64Array(size), new Float64Array(size)];
  }

  /** Whether anything was heard since the start, so that `position` holds. */
  get hasStarted(): boolean {
    return this.#read > 0;
  }

  /** The most frames that it takes from the source at once. */
  get most(): number {
    return 2 * this.#vocoder.size;
  }

  /** Forgets what it has taken. */
  restart(): void {
    for (const ring of [...this.#in, ...this.#out]) ring.fill(0);
    this.#vocoder.reset();
    this.#taken = 0;
    this.#endsAt = Infinity;
    this.#window = FIRST_WINDOW;
    this.#ready = 0;
    this.#read = 0;
  }

  next(): boolean {
    const at = this.#read * this.#pitch;
    while (this.#ready < at + SINC_REACH + 1) this.#stretch();
    const heard = Math.floor(this.#read * this.#speed);
    this.position = this.#positions[heard & (this.#positions.length - 1)]!;
    if (heard >= this.#endsAt) return false;
    const [left, right] = this.#out;
    if (this.#pitch === 1) {
      this.left = left[at & (left.length - 1)]!;
      this.right = right[at & (right.length - 1)]!;
    } else {
      this.left = this.#reader.read(left, at);
      this.right = this.#reader.read(right, at);
    }
    this.#read += 1;
    return true;
  }

  /** The frame of the source in the middle of a window. */
  #middleOf(window: number): number {
    return Math.floor((window * this.#vocoder.hop * this.#speed) / this.#pitch);
  }

  /** Adds one more window to what is stretched. */
  #stretch(): void {
    const { size, hop } = this.#vocoder;
    const window = this.#window;
    const start = this.#middleOf(window) - size / 2;
    this.#take(Math.max(start + size, 1 - start));
    const mask = this.#positions.length - 1;
    const [left, right] = this.#frame;
    for (let n = 0; n < size; n += 1) {
      // Before its first frame the source is mirrored, so that nothing jumps there.
      const at = Math.abs(start + n) & mask;
      left[n] = this.#in[0][at]!;
      right[n] = this.#in[1][at]!;
    }
    this.#vocoder.process(left, right, this.#middleOf(window) - this.#middleOf(window - 1));
    const at = window * hop - size / 2;
    for (let n = 0; n < size; n += 1) {
      if (at + n < 0) continue;
      this.#out[0][(at + n) & mask]! += left[n]!;
      this.#out[1][(at + n) & mask]! += right[n]!;
    }
    this.#ready = Math.max(0, at + hop);
    // What the next window adds to is new.
    for (let n = at + size; n < at + size + hop; n += 1) {
      if (n < 0) continue;
      this.#out[0][n & mask] = 0;
      this.#out[1][n & mask] = 0;
    }
    this.#window += 1;
  }

  /** Takes frames from the source until there are `count`; past its end, silence. */
  #take(count: number): void {
    const mask = this.#positions.length - 1;
    for (; this.#taken < count; this.#taken += 1) {
      const at = this.#taken & mask;
      const runs = this.#endsAt === Infinity && this.#source.next();
      if (!runs) this.#endsAt = Math.min(this.#endsAt, this.#taken);
      this.#positions[at] = this.#source.position;
      this.#in[0][at] = runs ? this.#source.left : 0;
      this.#in[1][at] = runs ? this.#source.right : 0;
    }
  }
}

/** The first that reaches past the start: four windows overlap at each frame. */
const FIRST_WINDOW = -1;
