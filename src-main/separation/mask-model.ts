import { createMaskCall, type MaskCall } from '../inference/mask-call.ts';
import { freed } from '../inference/freed.ts';
import { hasRole } from '../inference/manifest.ts';
import type { MaskSeparatorManifest } from '../inference/separator-manifest.ts';
import type { Session } from '../inference/session.ts';
import { withHeardInstead } from '../notes/contradicted.ts';
import { writePrior, type PlayerNotes } from '../notes/prior.ts';
import { FrameRing } from './frame-ring.ts';
import { HeardPartials } from './partials/heard.ts';
import { Partials, sharpenByPartials, type PartialsGrid } from './partials/sharpen.ts';
import { withSquares } from './power.ts';
import type { StemPlan } from './stem-plan.ts';
import type { ToldNotes } from './told-notes.ts';

/**
 * Masks of one piece: `data[(slot·length + frame)·bins + bin]`, slots in the plan's order; they sum to one over slots.
 * Frame by frame, because that is how they are used.
 */
export interface PieceMasks {
  readonly data: Float32Array;
  readonly slots: number;
  readonly bins: number;
  /** Frames. */
  readonly length: number;
  /** The share of the piece's energy that each undeclared class claims, [classes]; null if the model does not say. */
  readonly undeclared: Float32Array | null;
}

export interface MaskModel {
  readonly bins: number;
  readonly length: number;
  /**
   * @param magnitudes of a piece, `length` frames of `bins`, fewer where the recording ends before
   * @param firstFrame of the recording that the piece begins with
   * @returns masks that are valid until the third answer after them; where a thread makes the stems, the fourth
   * @throws Failure `model/invalid`
   */
  masks(magnitudes: readonly Float32Array[], firstFrame: number): Promise<PieceMasks>;
}

/**
 * Power of two that scales a piece to a root mean square of about one, so that masks don't depend on the
 * recording's level. Powers of two are exact: a recording amplified by 6.02 dB gives identical masks. 1 for
 * silence.
 */
export function levelFactor(magnitudes: readonly Float32Array[]): number {
  let power = 0;
  let count = 0;
  for (const frame of magnitudes) {
    power = withSquares(power, frame);
    count += frame.length;
  }
  return power === 0 ? 1 : 2 ** -Math.round(Math.log2(power / count) / 2);
}

/** The notes that a model is conditioned on, and the position of its frames in the recording. */
export interface ToldFrames {
  readonly notes: ToldNotes;
  /** In Hz, of the recording. */
  readonly sampleRate: number;
  /** Centre of a frame of the passage, in samples of the recording. */
  centre(frame: number): number;
}

/** One column of [bins, length]. */
function scaleInto(
  out: Float32Array,
  column: number,
  length: number,
  values: Float32Array,
  factor: number,
): void {
  for (let k = 0, at = column; k < values.length; k += 1, at += length) out[at] = values[k]! * factor;
}

/** The input of a mask model for one piece. */
export interface PieceInput {
  /** [bins, length] */
  readonly magnitudes: Float32Array;
  /** [slots, candidates, length]: weights of each fundamental according to the notes; ones if unknown. */
  readonly prior: Float32Array;
  /** What the players were told to play in the piece; null if the model was told nothing. */
  readonly told: PieceNotes | null;
}

export interface PieceNotes {
  /** Of each slot, the rest's last. */
  readonly players: readonly (PlayerNotes | null)[];
  /** Of the frames, in samples of the recording. */
  readonly centres: readonly number[];
  readonly sampleRate: number;
}

const binHzOf = ({ sampleRate, frontend }: MaskSeparatorManifest): number => sampleRate / frontend.size;

/** Prepares the pieces of one separation for its model. */
export type PrepareInput = (magnitudes: readonly Float32Array[], firstFrame: number) => PieceInput;

/** @param told null without notes; a model without an input for notes ignores the prior */
export function inputFor(
  call: MaskCall,
  manifest: MaskSeparatorManifest,
  slots: number,
  told: ToldFrames | null,
): PrepareInput {
  const { bins, length, priorSize } = call;
  const { notes: shape } = manifest;
  const prior = new Float32Array(slots * priorSize).fill(1);
  const binHz = binHzOf(manifest);
  const writePriors = (magnitudes: readonly Float32Array[], firstFrame: number): PieceNotes | null => {
    if (told === null || shape === undefined) return null;
    const { sampleRate } = told;
    const centres = magnitudes.map((_, frame) => told.centre(firstFrame + frame));
    const players = withHeardInstead(told.notes.bySlot, { magnitudes, binHz, centres, sampleRate });
    for (const [slot, player] of players.entries()) {
      const own = prior.subarray(slot * priorSize, (slot + 1) * priorSize);
      writePrior(shape, player, centres, sampleRate, own);
    }
    return { players, centres, sampleRate };
  };
  return (magnitudes, firstFrame) => {
    const factor = levelFactor(magnitudes);
    const data = new Float32Array(bins * length);
    for (const [frame, values] of magnitudes.entries()) {
      scaleInto(data, frame, length, values, factor);
    }
    return { magnitudes: data, prior, told: writePriors(magnitudes, firstFrame) };
  };
}

/** Stems are made from a piece's masks and those before, while the model answers for the next piece. */
const MASKS_HELD = 3;
/** A thread makes them while the next piece is joined and the model answers for the one after. */
const MASKS_HELD_FOR_THREAD = 4;

/**
 * Wraps a loaded session to compute the masks of a piece.
 * @param told null without notes; a model without an input for notes ignores them
 * @param forThread whether a thread makes the stems, one piece behind
 */
export function createMaskModel(
  session: Pick<Session, 'runFor'>,
  manifest: MaskSeparatorManifest,
  plan: StemPlan,
  told: ToldFrames | null = null,
  forThread = false,
): MaskModel {
  const call = createMaskCall(session, manifest, plan);
  const slots = plan.slots.length;
  const prepare = inputFor(call, manifest, slots, told);
  const { bins, length } = call;
  const grid = { bins, length, binHz: binHzOf(manifest) };
  const heard = heardPartialsFor(manifest, plan, told, grid);
  const partials = told === null || heard !== null ? null : new Partials({ ...grid, slots });
  const isHeard = manifest.notes !== undefined && hasRole(manifest.outputs, 'pitches');
  const rooms = new FrameRing(forThread ? MASKS_HELD_FOR_THREAD : MASKS_HELD, slots * bins * length);
  let answers = 0;
  return {
    bins,
    length,
    async masks(magnitudes, firstFrame) {
      const input = prepare(magnitudes, firstFrame);
      const withPitches = isHeard && (heard !== null || partials !== null);
      const { masks, undeclared, pitches } = await call.masks(input.magnitudes, input.prior, withPitches);
      const data = rooms.at(answers);
      answers += 1;
      byFrame(masks, slots, bins, length, data);
      freed(masks);
      const shares = { data, slots, bins, length };
      if (heard !== null && pitches !== null) {
        heard.sharpen(pitches, magnitudes, shares);
      } else if (partials !== null && input.told !== null) {
        const { notes: shape } = manifest;
        const posteriors = pitches === null || shape === undefined ? null : { data: pitches, shape };
        sharpenByPartials(partials, input.told.players, magnitudes, input.told, shares, posteriors);
      }
      return { ...shares, undeclared };
    },
  };
}

/** Null where notes are known, and for a model that does not tell what it hears. */
function heardPartialsFor(
  { notes, outputs, sources }: MaskSeparatorManifest,
  { slots }: StemPlan,
  told: ToldFrames | null,
  grid: Omit<PartialsGrid, 'slots'>,
): HeardPartials | null {
  const isKnown = (player: PlayerNotes | null): boolean => player !== null && player.isOpenBetween !== true;
  if (notes === undefined || !hasRole(outputs, 'pitches') || told?.notes.bySlot.some(isKnown) === true)
    return null;
  return new HeardPartials(
    slots.slice(0, -1).map((slot) => Math.floor(slot / sources.playersPerClass)),
    notes,
    grid,
  );
}

/** Bins transposed together: their rows stay in the cache while the frames go by. */
const TILE = 16;

/**
 * @param masks [slots, bins, length]
 * @param out [slots, length, bins], overwritten
 */
function byFrame(masks: Float32Array, slots: number, bins: number, length: number, out: Float32Array): void {
  for (let slot = 0; slot < slots; slot += 1) {
    const start = slot * bins * length;
    for (let first = 0; first < bins; first += TILE) {
      transpose(masks, start, bins, length, first, Math.min(bins, first + TILE), out);
    }
  }
}

/** The rows `[first, end)` of [bins, length] at `start` become columns. */
function transpose(
  values: Float32Array,
  start: number,
  bins: number,
  length: number,
  first: number,
  end: number,
  out: Float32Array,
): void {
  for (let frame = 0; frame < length; frame += 1) {
    const to = start + frame * bins;
    for (let k = first; k < end; k += 1) out[to + k] = values[start + k * length + frame]!;
  }
}
