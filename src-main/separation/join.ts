import type { PieceMasks } from './mask-model.ts';
import { fadeIn } from './pieces.ts';
import type { Piece, PiecePlan } from './pieces.ts';

/** Masks of one piece with the order in which its slots continue those of the piece before. */
export interface AlignedPiece {
  readonly piece: Piece;
  readonly masks: PieceMasks;
  /** `order[slot]` is the model's slot that plays the part of the plan's `slot`. */
  readonly order: readonly number[];
}

function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((others) => [item, ...others]),
  );
}

/**
 * A model can't name two players of one class, so their slots may swap between pieces. This keeps the order
 * whose masks agree best in the frames that both pieces contain, weighting each bin by its energy.
 * @param magnitudeOf the recording's magnitudes of a frame, [bins]
 */
export function alignSlots(
  previous: AlignedPiece | null,
  piece: Piece,
  masks: PieceMasks,
  twins: readonly (readonly number[])[],
  magnitudeOf: (frame: number) => Float32Array,
): number[] {
  const order = Array.from({ length: masks.slots }, (_, slot) => slot);
  if (previous === null) return order;
  const from = Math.max(piece.dataStart, previous.piece.dataStart);
  const to = Math.min(previous.piece.dataStart, piece.dataStart) + masks.length;
  for (const group of twins) {
    const agreement = group.map((slot) =>
      group.map((candidate) => agreementOf(previous, piece, masks, slot, candidate, from, to, magnitudeOf)),
    );
    let best = -Infinity;
    for (const candidate of permutations(group.map((_, index) => index))) {
      const score = candidate.reduce((sum, other, index) => sum + (agreement[index]?.[other] ?? 0), 0);
      if (score <= best) continue;
      best = score;
      for (const [index, slot] of group.entries()) order[slot] = group[candidate[index] ?? index] ?? slot;
    }
  }
  return order;
}

/** Σ |X|²·previous·current over the frames that both pieces saw. */
function agreementOf(
  previous: AlignedPiece,
  piece: Piece,
  masks: PieceMasks,
  slot: number,
  candidate: number,
  from: number,
  to: number,
  magnitudeOf: (frame: number) => Float32Array,
): number {
  const { bins, length } = masks;
  const before = (previous.order[slot] ?? slot) * length;
  const now = candidate * length;
  let sum = 0;
  for (let frame = from; frame < to; frame += 1) {
    const magnitude = magnitudeOf(frame);
    const a = (before + frame - previous.piece.dataStart) * bins;
    const b = (now + frame - piece.dataStart) * bins;
    for (let k = 0; k < bins; k += 1) {
      const power = magnitude[k]! * magnitude[k]!;
      sum += power * previous.masks.data[a + k]! * masks.data[b + k]!;
    }
  }
  return sum;
}

/**
 * A stem's mask in one frame: the sum of its slots, crossfaded from the previous piece.
 * @param out [bins], overwritten
 */
export function joinedMask(
  plan: Pick<PiecePlan, 'overlap'>,
  previous: AlignedPiece | null,
  current: AlignedPiece,
  slots: readonly number[],
  frame: number,
  out: Float32Array,
): void {
  out.fill(0);
  const weight = previous === null ? 1 : fadeIn(plan, current.piece, frame);
  addFrame(current, slots, frame, weight, out);
  if (previous !== null && weight < 1) addFrame(previous, slots, frame, 1 - weight, out);
}

/** Adds `weight` times the sum of some slots' masks in one frame of a piece to `out`, [bins]. */
export function addFrame(
  { piece, masks, order }: AlignedPiece,
  slots: readonly number[],
  frame: number,
  weight: number,
  out: Float32Array,
): void {
  const { data, bins, length } = masks;
  for (const slot of slots) {
    const at = ((order[slot] ?? slot) * length + frame - piece.dataStart) * bins;
    for (let k = 0; k < bins; k += 1) out[k]! += weight * data[at + k]!;
  }
}
