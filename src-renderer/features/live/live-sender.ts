type Send = (block: number, samples: Float32Array<ArrayBuffer>) => Promise<readonly Float32Array[]>;

/**
 * Sends the input's blocks to the model. Where the model falls behind, what is under way comes too late to be heard:
 * blocks are then left out until it has caught up, and the model continues as if they had never been.
 */
export class LiveSender {
  readonly #most: number;
  readonly #send: Send;
  #underWay = 0;
  /** The model counts the blocks that it is sent, without gaps. */
  #next = 0;
  #isBehind = false;

  /** @param most blocks that may be under way */
  constructor(most: number, send: Send) {
    this.#most = most;
    this.#send = send;
  }

  /** @returns the stems of a block, or null if it is left out */
  async take(samples: Float32Array<ArrayBuffer>): Promise<readonly Float32Array[] | null> {
    if (this.#underWay >= this.#most) this.#isBehind = true;
    if (this.#underWay === 0) this.#isBehind = false;
    if (this.#isBehind) return null;
    this.#underWay += 1;
    this.#next += 1;
    try {
      return await this.#send(this.#next - 1, samples);
    } finally {
      this.#underWay -= 1;
    }
  }
}
