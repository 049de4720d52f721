import type { Effort } from '../../src-shared/contract/separation.ts';

/**
 * One of the pieces of the model's length that a recording is divided into. Piece p determines frames `[from,
 * to)`; over the first `overlap` frames its masks fade in while those of piece p-1 fade out.
 */
export interface Piece {
  readonly index: number;
  /** First frame given to the model. The last piece starts earlier, so that it is completely filled. */
  readonly dataStart: number;
  readonly from: number;
  readonly to: number;
}

export interface PiecePlan {
  /** Frames given to the model each time. */
  readonly length: number;
  readonly overlap: number;
  readonly pieces: readonly Piece[];
}

export interface PieceOptions {
  /** Share of a piece that overlaps with the next, at most one half. */
  readonly overlap?: number;
  /** Shifts all joins forward by this many frames: comparing two grids shows the effect of the joins. */
  readonly shift?: number;
}

/**
 * Share of a piece that overlaps with the next. Half lets a piece count fully only where it saw four seconds to either
 * side. Measured against a quarter: two grids of joins differ 2 dB less (a real chorale) to 5.6 dB less (the demo), for half
 * as much computing again in the network; SI-SDR is the same within 0.01 dB. On three real chorales they then differ no more
 * near joins than elsewhere.
 */
export const OVERLAPS: Readonly<Record<Effort, number>> = { fast: 0.25, best: 0.5 };

/** @param frames of the recording, at least 1; `length` the model's, at least 16 */
export function planPieces(frames: number, length: number, options: PieceOptions = {}): PiecePlan {
  const overlap = Math.max(1, Math.floor(length * (options.overlap ?? OVERLAPS.best)));
  const advance = length - overlap;
  const shift = options.shift ?? 0;
  if (!(frames >= 1 && overlap <= advance && shift >= 0 && shift < advance)) {
    throw new Error(
      `no pieces of ${length} frames, ${overlap} shared, shifted by ${shift}, for ${frames} frames`,
    );
  }
  const count = frames <= length - shift ? 1 : Math.ceil((frames + shift - overlap) / advance);
  const start = (index: number): number => (index === 0 ? 0 : index * advance - shift);
  const pieces = Array.from({ length: count }, (_, index): Piece => {
    const last = index === count - 1;
    const from = start(index);
    return {
      index,
      dataStart: last ? Math.max(0, Math.min(from, frames - length)) : from,
      from,
      to: last ? frames : start(index + 1),
    };
  });
  return { length, overlap, pieces };
}

/**
 * Weight of the piece that determines `frame`; the previous piece has the remainder to one. A raised cosine
 * gives the least weight to frames near a piece's end, where the model sees little context.
 */
export function fadeIn(plan: Pick<PiecePlan, 'overlap'>, piece: Piece, frame: number): number {
  const into = frame - piece.from;
  if (piece.index === 0 || into >= plan.overlap) return 1;
  return Math.sin((Math.PI / 2) * ((into + 0.5) / plan.overlap)) ** 2;
}
