import { Failure } from '../../src-shared/contract/failure.ts';
import { framesOf, frontEndOf, MagnitudeReader } from '../audio/frontend.ts';
import type { Passage } from '../audio/read/passage.ts';
import { createMaskCall } from '../inference/mask-call.ts';
import type { MaskSeparatorManifest } from '../inference/separator-manifest.ts';
import type { Session } from '../inference/session.ts';
import { inputFor, type ToldFrames } from './mask-model.ts';
import { fadeIn, planPieces } from './pieces.ts';
import type { StemPlan } from './stem-plan.ts';

export interface HearingPass {
  readonly passage: Passage;
  readonly manifest: MaskSeparatorManifest;
  readonly session: Pick<Session, 'runFor'>;
  readonly plan: StemPlan;
  /** Slots whose fundamentals are summed: those of the players of one kind. */
  readonly kinds: readonly (readonly number[])[];
  readonly told: ToldFrames | null;
  readonly signal: AbortSignal;
  /** @param done 0 to 1 */
  onProgress(done: number): void;
}

/** What one frame contains. */
export interface HeardFrame {
  /** Posteriors of the fundamentals, [kind][candidate]. */
  readonly posteriors: readonly Float32Array[];
  /** The channels' powers, as `MagnitudeReader` gives them; null if there are not two channels. */
  readonly pair: Float32Array | null;
}

/**
 * The fundamentals that the model detects, frame by frame. Pieces are
 * crossfaded as masks are. Memory is one piece of the recording.
 * @throws Failure `model/invalid`, `call/cancelled`, of the audio
 */
export async function* heardPosteriors(pass: HearingPass): AsyncGenerator<HeardFrame, void> {
  const { passage, manifest, plan, kinds } = pass;
  const frontEnd = frontEndOf(manifest, passage.sampleRate);
  const reader = new MagnitudeReader(passage, frontEnd);
  const frames = framesOf(frontEnd, passage.length);
  const pieces = planPieces(frames, manifest.segmentFrames);
  const call = createMaskCall(pass.session, manifest, plan);
  const prepare = inputFor(call, manifest, plan.slots.length, pass.told);
  const { length } = call;
  const candidates = call.priorSize / length;
  const read = new Map<number, { magnitude: Float32Array; pair: Float32Array | null }>();
  /** The frames of the previous piece that the next one shares. */
  let waiting = new Map<number, Float32Array[]>();
  for (const piece of pieces.pieces) {
    if (pass.signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
    const end = Math.min(piece.dataStart + pieces.length, frames);
    const given: Float32Array[] = [];
    for (let frame = piece.dataStart; frame < end; frame += 1) {
      const held = read.get(frame) ?? (await reader.frameAndPair(frame));
      read.set(frame, held);
      given.push(held.magnitude);
    }
    const input = prepare(given, piece.dataStart);
    const data = await call.pitches(input.magnitudes, input.prior);
    const heardIn = (frame: number): Float32Array[] =>
      kinds.map((members) => {
        const sum = new Float32Array(candidates);
        for (const slot of members) {
          let at = slot * candidates * length + frame - piece.dataStart;
          for (let k = 0; k < candidates; k += 1, at += length) sum[k]! += data[at]!;
        }
        return sum;
      });
    const next = new Map<number, Float32Array[]>();
    for (let frame = piece.from; frame < end; frame += 1) {
      const heard = heardIn(frame);
      if (frame >= piece.to) {
        next.set(frame, heard);
        continue;
      }
      const posteriors = blended(waiting.get(frame) ?? null, heard, fadeIn(pieces, piece, frame));
      yield { posteriors, pair: read.get(frame)?.pair ?? null };
    }
    waiting = next;
    for (const frame of read.keys()) if (frame < piece.to) read.delete(frame);
    pass.onProgress((piece.index + 1) / pieces.pieces.length);
  }
}

function blended(
  before: readonly Float32Array[] | null,
  now: readonly Float32Array[],
  share: number,
): Float32Array[] {
  if (before === null) return [...now];
  return now.map((values, kind) => values.map((value, k) => share * value + (1 - share) * before[kind]![k]!));
}
