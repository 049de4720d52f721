import { Failure } from '../../src-shared/contract/failure.ts';
import { frameStart } from '../../src-shared/dsp/stft.ts';
import type { FrontEnd } from '../audio/frontend.ts';
import { MagnitudeReader, framesOf } from '../audio/frontend.ts';
import type { Passage } from '../audio/read/passage.ts';
import { FrameStore } from './frame-store.ts';
import { alignSlots } from './join.ts';
import type { AlignedPiece } from './join.ts';
import type { MaskModel, PieceMasks } from './mask-model.ts';
import type { Piece, PiecePlan } from './pieces.ts';
import { HeardCovariances } from './heard-covariances.ts';
import { Places } from './spatial.ts';
import type { Covariances } from './spatial.ts';
import { StemsHere } from './stem-maker.ts';
import type { StemMaker } from './stem-maker.ts';
import type { StemPlan } from './stem-plan.ts';
import { StemThread } from './stem-thread.ts';
import type { ThreadSource } from './stem-thread.ts';
import type { StemBlock } from './synthesis.ts';
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
  /** Given where a thread may read the recording and make the stems, if there are enough pieces. */
  readonly thread?: ThreadSource;
  readonly signal: AbortSignal;
  /** The block may be used until the promise resolves. */
  write(block: StemBlock): Promise<void>;
  /** Called after each segment's last block was written. */
  segmentDone(state: SegmentState): Promise<void>;
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
      const magnitudes = await this.#store.load(piece);
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

/** Fewer pieces are done before a thread has started. */
const LEAST_PIECES = 4;

/**
 * Processes one piece after another: magnitudes, masks, joined masks, stems. While a piece becomes stems, the model
 * computes the masks of the next, and the one after waits for it. Memory is five pieces, whatever the length. A resumed
 * run recomputes the two previous pieces and discards their output.
 */
export async function runSegments(run: SegmentRun): Promise<void> {
  const { passage, frontEnd, model } = run;
  const store = new FrameStore({
    reader: new MagnitudeReader(passage, frontEnd),
    ...{ channels: passage.channels, bins: model.bins, length: model.length },
    frames: framesOf(frontEnd, passage.length),
  });
  const maker = makerOf(run, store);
  try {
    await makeAll(run, store, maker);
    await maker.finish();
  } finally {
    await maker.close();
  }
}

function makerOf(run: SegmentRun, store: FrameStore): StemMaker {
  const { passage, frontEnd, model, pieces, gridBits, thread } = run;
  const options = {
    ...{ passage, frontEnd, gridBits, bins: model.bins, plan: pieces },
    slots: run.stems.stems.map((stem) => stem.slots),
    position: run.resume?.samplesDone ?? 0,
  };
  const write = (block: StemBlock): Promise<void> => run.write(block);
  if (thread === undefined || pieces.pieces.length - (run.resume?.segmentsDone ?? 0) < LEAST_PIECES) {
    return new StemsHere({ ...options, magnitudeOf: store.at }, write);
  }
  return new StemThread({ ...options, source: thread, magnitudes: store.magnitudes, write });
}

async function makeAll(run: SegmentRun, store: FrameStore, maker: StemMaker): Promise<void> {
  const { passage, frontEnd, stems, resume } = run;
  const frames = framesOf(frontEnd, passage.length);
  const done = resume?.segmentsDone ?? 0;
  const slots = stems.stems.map((stem) => stem.slots);
  const places = passage.channels === 2 ? new Places(resume?.places ?? null) : null;
  const heard = places === null ? null : new HeardCovariances(slots, run.model.bins);
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
    const learnt = piece.index >= learnFrom ? heard?.of(current, frames, store.pairAt) : undefined;
    const where = learnt === undefined ? null : (places?.take(learnt) ?? null);
    if (piece.index >= done) undeclared = withPiece(undeclared, magnitudes, masks.undeclared);
    const state = {
      segmentsDone: piece.index + 1,
      orders: ordersOf(previous, current),
      places: places?.earlier ?? null,
      undeclared,
    };
    if (piece.index >= done - 1) {
      await maker.make({ previous, current, places: where }, async (samplesDone) => {
        if (piece.index >= done) await run.segmentDone({ ...state, samplesDone });
      });
    }
    previous = current;
  }
}

const ordersOf = (
  previous: AlignedPiece | null,
  current: AlignedPiece,
): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    [previous, current].flatMap((known) =>
      known === null ? [] : [[String(known.piece.index), known.order]],
    ),
  );
