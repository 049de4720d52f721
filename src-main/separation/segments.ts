import { Failure } from '../../src-shared/contract/failure.ts';
import type { FrontEnd } from '../audio/frontend.ts';
import { MagnitudeReader, framesOf } from '../audio/frontend.ts';
import { frameStart } from '../../src-shared/dsp/stft.ts';
import { alignSlots, joinedMask } from './join.ts';
import type { AlignedPiece } from './join.ts';
import type { MaskModel, PieceMasks } from './mask-model.ts';
import { extrapolate } from './mask-map.ts';
import type { Passage } from '../audio/read/passage.ts';
import { fadeIn } from './pieces.ts';
import type { Piece, PiecePlan } from './pieces.ts';
import { covariancesOf, Places } from './spatial.ts';
import type { Covariances } from './spatial.ts';
import type { StemPlan } from './stem-plan.ts';
import { StemSynthesis } from './synthesis.ts';
import type { FrameMask, StemBlock } from './synthesis.ts';
import { NOTHING_UNDECLARED, withPiece, type UndeclaredSums } from './undeclared.ts';

/** A run's state after a segment: enough to resume in another process with identical bytes. */
export interface SegmentState {
  readonly segmentsDone: number;
  readonly samplesDone: number;
  /** Slot orders of the last pieces, by their index. */
  readonly orders: Readonly<Record<string, readonly number[]>>;
  /** For two channels: the source positions up to the segment before the last, if there is one. */
  readonly places: Covariances | null;
  readonly undeclared: UndeclaredSums;
}

export interface SegmentRun {
  readonly passage: Passage;
  readonly frontEnd: FrontEnd;
  readonly model: MaskModel;
  readonly stems: StemPlan;
  readonly pieces: PiecePlan;
  /** Of the recording's grid, or null for floats. */
  readonly gridBits: number | null;
  readonly resume: SegmentState | null;
  /** Ends with the block that completes this many samples; to the end of the passage by default. */
  readonly until?: number;
  /** Pieces before the first one that is wanted from which the places are learnt where `resume` knows none. */
  readonly placesFrom?: number;
  readonly signal: AbortSignal;
  write(block: StemBlock): Promise<void>;
  /** Called after each segment's last block was written. */
  segmentDone(state: SegmentState): Promise<void>;
}

interface Frame {
  readonly magnitude: Float32Array;
  readonly pair: Float32Array | null;
}

/** The frames that the current pieces share; those before `forget` are dropped. */
class FrameStore {
  readonly #reader: MagnitudeReader;
  readonly #frames: number;
  readonly #held = new Map<number, Frame>();

  constructor(reader: MagnitudeReader, frames: number) {
    this.#reader = reader;
    this.#frames = frames;
  }

  /** The magnitudes of a piece's frames, limited to the recording's length. */
  async load(piece: Piece, length: number): Promise<Float32Array[]> {
    const loaded: Float32Array[] = [];
    for (let frame = piece.dataStart; frame < Math.min(piece.dataStart + length, this.#frames); frame += 1) {
      const held = this.#held.get(frame) ?? (await this.#reader.frameAndPair(frame));
      this.#held.set(frame, held);
      loaded.push(held.magnitude);
    }
    return loaded;
  }

  readonly at = (frame: number): Float32Array => this.#frame(frame).magnitude;

  /** Of two channels only. */
  readonly pairAt = (frame: number): Float32Array => {
    const { pair } = this.#frame(frame);
    if (pair === null) throw new Error('there are not two channels');
    return pair;
  };

  #frame(index: number): Frame {
    const frame = this.#held.get(index);
    if (frame === undefined) throw new Error(`frame ${index} is not held`);
    return frame;
  }

  forget(before: number): void {
    for (const frame of this.#held.keys()) if (frame < before) this.#held.delete(frame);
  }
}

/** A piece that the model computes while another one becomes stems. */
interface Ahead {
  readonly magnitudes: readonly Float32Array[];
  readonly masks: Promise<PieceMasks>;
}

/** Pieces that the model has been given: one that it computes and one that waits, so that it never does. */
const GIVEN = 2;

/** Gives the model its pieces in order, ahead of their use. */
class PiecesAhead {
  readonly #model: MaskModel;
  readonly #store: FrameStore;
  readonly #pieces: readonly Piece[];
  readonly #given: Ahead[] = [];
  #next = 0;

  constructor({ model }: SegmentRun, store: FrameStore, pieces: readonly Piece[]) {
    this.#model = model;
    this.#store = store;
    this.#pieces = pieces;
  }

  async next(): Promise<Ahead> {
    while (this.#given.length < GIVEN) {
      const piece = this.#pieces[this.#next];
      if (piece === undefined) break;
      this.#next += 1;
      const magnitudes = await this.#store.load(piece, this.#model.length);
      const masks = this.#model.masks(magnitudes, piece.dataStart);
      // If this piece is never waited for, because the run was cancelled or failed, nobody asks for its failure either.
      masks.catch(() => undefined);
      this.#given.push({ magnitudes, masks });
    }
    const first = this.#given.shift();
    if (first === undefined) throw new Error('there are no more pieces');
    return first;
  }
}

/** From the given piece to the one that completes `until`. */
function wantedPieces({ pieces, frontEnd, until = Infinity }: SegmentRun, first: number): readonly Piece[] {
  const last = pieces.pieces.findIndex(({ to }) => frameStart(frontEnd.synthesis, to) >= until);
  return pieces.pieces.slice(first, last < 0 ? undefined : last + 1);
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('call/cancelled', 'The separation was cancelled');
}

/**
 * Processes one piece after another: magnitudes, masks, joined masks, stems. While a piece becomes stems, the model
 * computes the masks of the next, and the one after waits for it. Memory is four pieces, whatever the length. A resumed run recomputes the two previous pieces and discards their output.
 */
export async function runSegments(run: SegmentRun): Promise<void> {
  const { passage, frontEnd, stems, pieces, resume } = run;
  const frames = framesOf(frontEnd, passage.length);
  const store = new FrameStore(new MagnitudeReader(passage, frontEnd), frames);
  const done = resume?.segmentsDone ?? 0;
  const synthesis = new StemSynthesis(
    passage,
    frontEnd,
    stems.stems.length,
    run.gridBits,
    resume?.samplesDone ?? 0,
  );
  const slots = stems.stems.map((stem) => stem.slots);
  const places = passage.channels === 2 ? new Places(resume?.places ?? null) : null;
  let previous: AlignedPiece | null = null;
  let undeclared = resume?.undeclared ?? NOTHING_UNDECLARED;
  const learnFrom = done - 1 - (run.placesFrom ?? 0);
  const wanted = wantedPieces(run, Math.max(0, learnFrom - 1));
  const ahead = new PiecesAhead(run, store, wanted);
  for (const piece of wanted) {
    throwIfCancelled(run.signal);
    const { magnitudes, masks: computing } = await ahead.next();
    const masks = await computing;
    const order =
      resume?.orders[String(piece.index)] ?? alignSlots(previous, piece, masks, stems.twins, store.at);
    const current: AlignedPiece = { piece, masks, order };
    if (piece.index >= learnFrom) places?.take(covariancesOf(current, slots, frames, store.pairAt));
    if (piece.index >= done - 1) {
      while (synthesis.nextFrame < piece.to) {
        const frameMasks = masksOfFrame(run, synthesis, previous, current, store.at);
        const where = places?.at(fadeIn(pieces, piece, synthesis.nextFrame)) ?? null;
        const block = await synthesis.push(frameMasks, where);
        if ((block[0]?.[0]?.length ?? 0) > 0) await run.write(block);
      }
    }
    if (piece.index >= done) {
      undeclared = withPiece(undeclared, magnitudes, masks.undeclared);
      const orders = Object.fromEntries(
        [previous, current].flatMap((known) =>
          known === null ? [] : [[String(known.piece.index), known.order]],
        ),
      );
      await run.segmentDone({
        segmentsDone: piece.index + 1,
        samplesDone: synthesis.position,
        orders,
        places: places?.earlier ?? null,
        undeclared,
      });
    }
    store.forget(piece.dataStart);
    previous = current;
  }
}

function masksOfFrame(
  run: SegmentRun,
  synthesis: StemSynthesis,
  previous: AlignedPiece | null,
  current: AlignedPiece,
  magnitudeOf: (frame: number) => Float32Array,
): FrameMask[] {
  const frame = synthesis.nextFrame;
  return run.stems.stems.map(({ slots }) => {
    const mask = new Float32Array(run.model.bins);
    joinedMask(run.pieces, previous, current, slots, frame, mask);
    return { mask, beyond: extrapolate(synthesis.map, mask, magnitudeOf(frame)) };
  });
}
