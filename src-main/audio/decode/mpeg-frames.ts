import { agreesFrom, parseMpegHeader } from './mpeg-header.ts';
import type { MpegFrame } from './mpeg-header.ts';

const HEADER_BYTES = 4;
/** Enough for the headers that have to agree behind a gap: the longest frames have some 3 KiB. */
const LOOK_AHEAD_BYTES = 16_384;

/** One frame and its bytes. */
export interface CutMpegFrame extends MpegFrame {
  readonly data: Uint8Array;
}

/**
 * Cuts MPEG audio into frames as it comes in. Where a frame is not followed by another one, tags, padding and damage are
 * passed over until headers agree again.
 */
export class MpegFrameSplitter {
  /** Stretches between frames that are no frames. */
  gaps = 0;
  #pending: Uint8Array = new Uint8Array(0);
  #isInSync = true;

  push(bytes: Uint8Array): CutMpegFrame[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    return this.#cut(false);
  }

  finish(): CutMpegFrame[] {
    return this.#cut(true);
  }

  #cut(ending: boolean): CutMpegFrame[] {
    const frames: CutMpegFrame[] = [];
    const pending = this.#pending;
    const last = pending.length - (ending ? HEADER_BYTES : LOOK_AHEAD_BYTES);
    let at = 0;
    while (at <= last) {
      const frame = parseMpegHeader(pending, at);
      const isFrame = frame !== null && (this.#isInSync || agreesFrom(pending, frame, ending));
      if (!isFrame) {
        this.#isInSync = false;
        at += 1;
        continue;
      }
      const end = at + frame.bytes;
      // The last frame may be cut off: it is no frame then.
      if (end > pending.length) break;
      if (!this.#isInSync) this.gaps += 1;
      this.#isInSync = true;
      frames.push({ ...frame, data: pending.slice(at, end) });
      at = end;
    }
    this.#pending = pending.subarray(at);
    return frames;
  }
}
