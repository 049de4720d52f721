import type { SeparationNote } from '../../src-shared/contract/separation-note.ts';
import { RationalResampler } from '../audio/resample/rational-resample.ts';
import type { Effort } from '../../src-shared/contract/separation.ts';
import { firstFrameTouching } from '../../src-shared/dsp/stft.ts';
import { framesOf, frontEndOf } from '../audio/frontend.ts';
import type { ModelSpectrum } from '../audio/frontend.ts';
import { heardDirection } from '../audio/heard-direction.ts';
import { Passage } from '../audio/read/passage.ts';
import { ResampledPassage } from '../audio/resample/resampled-passage.ts';
import type { AudioFile, PcmReader } from '../audio/read/pcm.ts';
import type {
  MaskSeparatorManifest,
  SeparatorManifest,
  WaveformSeparatorManifest,
} from '../inference/separator-manifest.ts';
import type { Session } from '../inference/session.ts';
import { createMaskModel } from './mask-model.ts';
import type { MaskModel } from './mask-model.ts';
import { createPieceModel } from './piece-model.ts';
import { OVERLAPS, planPieces } from './pieces.ts';
import type { MethodState } from './progress-file.ts';
import { runSegments, type SegmentState } from './segments.ts';
import type { StemPlan } from './stem-plan.ts';
import type { ThreadSource } from './stem-thread.ts';
import { withoutNamedTwins } from './told-notes.ts';
import type { ToldNotes } from './told-notes.ts';
import { PARTS } from './spatial.ts';
import type { Covariances } from './spatial.ts';
import { decodeStream, doublesFromBase64, encodeStream, toBase64 } from './stream-file.ts';
import { blocksOf, runStream } from './stream-run.ts';
import type { StreamState } from './stream-run.ts';
import { DirectStems, MaskedStems } from './stream-stems.ts';
import type { StemBlock } from './synthesis.ts';
import { NOTHING_UNDECLARED } from './undeclared.ts';
import { createWaveformCall, emptyState, isState } from '../inference/waveform-call.ts';

export interface MethodRun {
  readonly resume: MethodState | null;
  readonly signal: AbortSignal;
  write: (block: StemBlock) => Promise<void>;
  segmentDone: (state: MethodState) => Promise<void>;
}

/** A part of a passage; samples of the passage, half open. */
export interface RangeRun extends MethodRun {
  readonly from: number;
  readonly to: number;
}

/** How one kind of model separates a passage. */
export interface Method {
  readonly segments: number;
  /** The parameters that determine the stems' bytes, besides the model and the recording. */
  readonly fingerprint: unknown;
  /** Complete sentences for the user. */
  readonly notes: readonly SeparationNote[];
  /** Whether a run can resume from a saved state. */
  canResume: (state: MethodState) => boolean;
  run: (run: MethodRun) => Promise<void>;
  /**
   * Writes the samples from `from` on, at least up to `to`, computing only the pieces that they depend on; on one
   * channel they are bit for bit those of `run`. Null where everything before them would have to be computed.
   */
  runRange: ((run: RangeRun) => Promise<void>) | null;
}

export interface MethodOptions {
  readonly manifest: SeparatorManifest;
  readonly session: Session;
  readonly plan: StemPlan;
  readonly reader: PcmReader;
  /** Samples of the recording, half open. */
  readonly from: number;
  readonly to: number;
  /** Of the recording's grid, or null for floats. */
  readonly gridBits: number | null;
  /** Null if the model gets no notes. */
  readonly told: ToldNotes | null;
  /** Of models that separate overlapping pieces. */
  readonly effort: Effort;
  /** The recording, where a thread of its own may read it and make the stems. */
  readonly threadReads?: AudioFile;
}

/** @throws Failure `model/invalid` if the model does not match its manifest, `call/invalid` */
export async function methodFor(options: MethodOptions): Promise<Method> {
  const method = await methodOf(options);
  const { manifest, told } = options;
  const isTold = told === null || (manifest.output === 'mask' && manifest.notes !== undefined);
  return isTold ? method : { ...method, notes: [...method.notes, UNTOLD_NOTE] };
}

async function methodOf(options: MethodOptions): Promise<Method> {
  const { manifest } = options;
  if (manifest.output === 'mask') return spectrumMethod({ ...options, manifest });
  return manifest.state.length === 0
    ? pieceMethod({ ...options, manifest })
    : streamMethod({ ...options, manifest });
}

const passageOf = ({ reader, from, to }: MethodOptions): Passage => new Passage(reader, from, to);

/** Overlapping pieces whose masks are joined. */
function joinedPieces(
  options: MethodOptions,
  grid: { readonly size: number; readonly hop: number },
  segmentFrames: number,
  about: Readonly<Record<string, unknown>>,
  modelOf: (frames: number) => MaskModel,
): Method {
  const { manifest, plan, reader, gridBits } = options;
  const passage = passageOf(options);
  const spectrum = { sampleRate: manifest.sampleRate, frontend: grid };
  const frontEnd = frontEndOf(spectrum, reader.sampleRate);
  const frames = framesOf(frontEnd, passage.length);
  const pieces = planPieces(frames, segmentFrames, { overlap: OVERLAPS[options.effort] });
  const model = modelOf(frames);
  const isStereo = passage.channels === 2;
  const sources = plan.stems.length + 1;
  const resumed = (state: MethodState) => {
    const places = restored(state);
    if (places === 'damaged') throw new Error('a damaged state was resumed');
    return { ...state, places, undeclared: state.undeclared ?? NOTHING_UNDECLARED };
  };
  const segmentDoneOf =
    (run: MethodRun) =>
    ({ places, ...state }: SegmentState): Promise<void> =>
      run.segmentDone({ ...state, ...(places === null ? {} : { places: places.map(toBase64) }) });
  const restored = ({ places, segmentsDone }: MethodState): Covariances | null | 'damaged' => {
    if (!isStereo || segmentsDone < 2) return null;
    const found = (places ?? [])
      .map(doublesFromBase64)
      .filter((values) => values?.length === model.bins * PARTS);
    const whole = found.filter((values) => values !== null);
    return whole.length === sources ? whole : 'damaged';
  };
  return {
    segments: pieces.pieces.length,
    fingerprint: { length: pieces.length, overlap: pieces.overlap, ...about },
    notes: isStereo ? [PLACES_NOTE] : [],
    canResume: (state) => restored(state) !== 'damaged',
    async run(run) {
      await runSegments({
        passage,
        frontEnd,
        model,
        stems: plan,
        pieces,
        gridBits,
        resume: run.resume === null ? null : resumed(run.resume),
        signal: run.signal,
        write: run.write,
        segmentDone: segmentDoneOf(run),
        ...threadOf(options, spectrum),
      });
    },
    runRange: async (run) => {
      const { from, to, resume, signal, write } = run;
      const first = firstFrameTouching(frontEnd.synthesis, from);
      const piece = pieces.pieces.findIndex((candidate) => first < candidate.to);
      await runSegments({
        ...{ passage, frontEnd, model, stems: plan, pieces, gridBits, signal, write },
        resume:
          resume === null
            ? {
                ...{ segmentsDone: piece + 1, samplesDone: from, orders: {}, places: null },
                undeclared: NOTHING_UNDECLARED,
              }
            : resumed(resume),
        until: to,
        placesFrom: isStereo && resume === null ? PLACES_PIECES : 0,
        segmentDone: segmentDoneOf(run),
      });
    },
  };
}

function threadOf(
  { threadReads, from, to }: MethodOptions,
  { sampleRate, frontend: { size, hop } }: ModelSpectrum,
): { readonly thread?: ThreadSource } {
  if (threadReads === undefined) return {};
  const model = { sampleRate, frontend: { size, hop } };
  return { thread: { recording: threadReads, from, to, model } };
}

/** Pieces before a range from which it is learnt where the players sit: each is half a piece of new audio. */
const PLACES_PIECES = 2;

const UNTOLD_NOTE: SeparationNote = { kind: 'untold' };

const PLACES_NOTE: SeparationNote = { kind: 'places' };

function spectrumMethod(options: MethodOptions & { readonly manifest: MaskSeparatorManifest }): Method {
  const { manifest, session, plan, told, reader, from } = options;
  const { frontend, segmentFrames } = manifest;
  const forThread = options.threadReads !== undefined;
  if (told === null || manifest.notes === undefined) {
    return joinedPieces(options, frontend, segmentFrames, { frontend }, () =>
      createMaskModel(session, manifest, plan, null, forThread),
    );
  }
  const { sampleRate } = reader;
  const { framing } = frontEndOf(manifest, sampleRate);
  const frames = { notes: told, sampleRate, centre: (frame: number) => from + framing.centre(frame) };
  const named = { ...options, plan: withoutNamedTwins(plan, told) };
  const about = { frontend, notes: told.hash };
  return joinedPieces(named, frontend, segmentFrames, about, () =>
    createMaskModel(session, manifest, named.plan, frames, forThread),
  );
}

/** The mono signal for a waveform model, and how it was made. */
async function heardSignal(options: MethodOptions, sampleRate: number) {
  const { weights, isMean } = await heardDirection(passageOf(options));
  const heard = new ResampledPassage(passageOf(options), sampleRate, true, isMean ? null : weights);
  return { heard, about: isMean ? {} : { weights }, notes: isMean ? [] : [PHASE_NOTE] };
}

const PHASE_NOTE: SeparationNote = { kind: 'opposite-phase' };

async function pieceMethod(
  options: MethodOptions & { readonly manifest: WaveformSeparatorManifest },
): Promise<Method> {
  const { manifest, session, plan } = options;
  const { mask, sampleRate } = manifest;
  const call = createWaveformCall(session, manifest, plan);
  const { heard, about, notes } = await heardSignal(options, sampleRate);
  const method = joinedPieces(
    options,
    mask,
    manifest.segmentSamples / mask.hop,
    { mask, ...about },
    (frames) => createPieceModel(call, manifest, heard, frames),
  );
  return { ...method, notes: [...method.notes, ...notes] };
}

/** Of audio; the most that an interrupted run loses. */
const SEGMENT_SECONDS = 5;

async function streamMethod(
  options: MethodOptions & { readonly manifest: WaveformSeparatorManifest },
): Promise<Method> {
  const { manifest, session, plan, reader, gridBits } = options;
  const { sampleRate, segmentSamples: block, delaySamples: delay, mask } = manifest;
  const call = createWaveformCall(session, manifest, plan);
  // An error in the model's state shows in its first block, before anything is written.
  await call(new Float32Array(block), emptyState(manifest));
  const isDirect = manifest.stems === 'waveform';
  // Readers at different positions would each discard what the other has buffered.
  const { heard, about, notes } = isDirect
    ? { heard: new ResampledPassage(passageOf(options), sampleRate, false), about: {}, notes: [] }
    : await heardSignal(options, sampleRate);
  const stemsAt = (position: number): DirectStems | MaskedStems => {
    const passage = passageOf(options);
    const shared = { passage, stems: plan.stems, gridBits, position };
    if (isDirect) return new DirectStems(shared, sampleRate);
    return new MaskedStems(shared, frontEndOf({ sampleRate, frontend: mask }, reader.sampleRate), mask);
  };
  const blocks = blocksOf({ stems: stemsAt(0), block, delay });
  const each = Math.max(1, Math.round((SEGMENT_SECONDS * sampleRate) / block));
  const restored = (state: MethodState): StreamState | null => {
    const stream = state.stream === undefined ? null : decodeStream(state.stream, state.samplesDone);
    const fits =
      stream?.signals.length === heard.channels &&
      stream.signals.every(
        (signal) => signal.held.length === plan.slots.length && isState(manifest, signal.state),
      );
    return fits ? stream : null;
  };
  return {
    segments: Math.ceil(blocks / each),
    fingerprint: { block, delay, each, ...(isDirect ? { stems: 'waveform' } : { mask }), ...about },
    notes: [isDirect ? directNote(manifest, reader.sampleRate) : maskedNote(manifest), ...notes],
    canResume: (state) => restored(state) !== null,
    runRange: null,
    async run({ resume, signal, write, segmentDone }) {
      const from = resume === null ? null : restored(resume);
      await runStream({
        heard,
        call,
        slots: plan.slots.length,
        block,
        delay,
        emptyState: emptyState(manifest),
        stems: stemsAt(from?.samplesDone ?? 0),
        resume: from,
        signal,
        write,
        async blockDone(stateNow, { done, samplesDone }) {
          if (done % each !== 0 && done !== blocks) return;
          const stream = encodeStream(stateNow());
          await segmentDone({ segmentsDone: Math.ceil(done / each), samplesDone, orders: {}, stream });
        },
      });
    },
  };
}

function directNote(manifest: WaveformSeparatorManifest, sampleRate: number): SeparationNote {
  const { sampleRate: modelRate, lookaheadMs } = manifest;
  const bandKhz = Math.round(Math.min(modelRate, sampleRate) / 200) / 10;
  const down = new RationalResampler(sampleRate, modelRate).reach / sampleRate;
  const up = new RationalResampler(modelRate, sampleRate).reach / modelRate;
  return { kind: 'direct', bandKhz, modelMs: lookaheadMs, filterMs: 1000 * (down + up) };
}

function maskedNote(manifest: WaveformSeparatorManifest): SeparationNote {
  const windowMs = (1000 * manifest.mask.size) / manifest.sampleRate;
  return { kind: 'masked', modelMs: manifest.lookaheadMs, windowMs };
}
