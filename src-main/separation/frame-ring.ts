/** Values of the last frames, in one shared buffer that is written over and over: threads read it without a copy. */
export class FrameRing {
  /** [capacity · size] */
  readonly data: Float32Array;
  readonly #frames: readonly Float32Array[];

  /**
   * @param size values of a frame
   * @param data of another thread's ring
   */
  constructor(capacity: number, size: number, data = sharedFloats(capacity * size)) {
    this.data = data;
    this.#frames = Array.from({ length: capacity }, (_, slot) =>
      data.subarray(slot * size, (slot + 1) * size),
    );
  }

  get capacity(): number {
    return this.#frames.length;
  }

  /** The frame's place; it holds another frame's values once `capacity` more are written. */
  at(frame: number): Float32Array {
    return this.#frames[frame % this.#frames.length]!;
  }
}

/** Zeros that threads share. */
export const sharedFloats = (count: number): Float32Array =>
  new Float32Array(new SharedArrayBuffer(count * Float32Array.BYTES_PER_ELEMENT));
