import { Failure } from '../../src-shared/contract/failure.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { NOTES_VERSION, sortedNotes, type Note, type NotesDocument } from '../../src-shared/project/notes.ts';
import type { Ensemble, Instrument } from '../../src-shared/project/players.ts';
import { frontEndOf } from '../audio/frontend.ts';
import type { AudioFile } from '../audio/read/pcm.ts';
import { openPcm } from '../audio/read/open.ts';
import { Passage } from '../audio/read/passage.ts';
import { hasRole } from '../inference/manifest.ts';
import { readManifest, verifyWeights, weightsPath } from '../inference/model-folder.ts';
import { requireSeparator, type MaskSeparatorManifest } from '../inference/separator-manifest.ts';
import type { Session } from '../inference/session.ts';
import { trialOf } from '../inference/trial.ts';
import { openTrustedSession } from '../inference/trusted-session.ts';
import type { LinePlayer } from '../notes/heard/costs.ts';
import { LineNotes, type HeardNote } from '../notes/heard/line-notes.ts';
import { peaksOf } from '../notes/heard/peaks.ts';
import { placeAt, placesOf, type Place } from '../notes/heard/place.ts';
import { registerOf } from '../notes/heard/registers.ts';
import { Streams } from '../notes/heard/streams.ts';
import { playerConfidences } from '../notes/heard/whose.ts';
import { candidatePitches } from '../notes/prior.ts';
import { heardPosteriors } from './heard-posteriors.ts';
import { planStems, type PlannedStem, type StemPlan } from './stem-plan.ts';
import { toldNotesOf, type ToldNotes } from './told-notes.ts';

export interface HearInput {
  readonly recording: AudioFile;
  /** Of the recording's file, as the notes will name it. */
  readonly recordingSha256: string | null;
  readonly players: Ensemble;
  /** Samples of the recording, half open. */
  readonly from: number;
  readonly to: number;
  readonly modelDir: string;
  /** Tried in order. */
  readonly providers: readonly string[];
  readonly threads: number;
  /** The file in which this machine's verdicts on providers are kept. */
  readonly verdicts?: string;
}

export interface HearResult {
  readonly notes: NotesDocument;
}

/**
 * The first pass finds the prominent notes and, between two channels, where the players sit; conditioned on
 * those, later passes find the notes that they masked.
 */
export const PASSES = 2;
/** Minimum mean confidence: string ensembles and chorales reach 0.5 to 0.8. */
export const LEAST_CONFIDENCE = 0.3;
/** Peaks with less mass are ignored. */
const LEAST_MASS = 0.1;

/**
 * Transcribes who plays what without a score: tracks the fundamentals that a mask model detects as one line
 * per player. Runs in the transcription process; apart from the notes, memory does not grow with the length.
 * @throws Failure `model/invalid` if the model does not output pitches, `notes/none-heard`, `players/none`,
 * `call/cancelled`
 */
export async function runHear(input: HearInput, context: TaskContext<never>): Promise<HearResult> {
  const manifest = requireSeparator(await readManifest(input.modelDir));
  if (manifest.output !== 'mask' || manifest.notes === undefined || !hasRole(manifest.outputs, 'pitches')) {
    throw new Failure(
      'model/invalid',
      `${manifest.title} does not tell which pitches it hears: choose another model`,
    );
  }
  await verifyWeights(input.modelDir, manifest);
  const reader = await openPcm(input.recording.path, { channelMap: input.recording.channelMap });
  try {
    const session = await openTrustedSession(weightsPath(input.modelDir, manifest), input, trialOf(manifest));
    try {
      const passage = new Passage(reader, input.from, input.to);
      const notes = await hear({ input, context, manifest, session, passage, frames: reader.frames });
      return { notes };
    } finally {
      await session.release();
    }
  } finally {
    await reader.close();
  }
}

interface Hearing {
  readonly input: HearInput;
  readonly context: TaskContext<never>;
  readonly manifest: MaskSeparatorManifest;
  readonly session: Session;
  readonly passage: Passage;
  /** Of the whole recording. */
  readonly frames: number;
}

/** The players whose notes can be transcribed: those with a stem of their own. */
const soloists = ({ stems }: StemPlan): PlannedStem[] => stems.filter(({ player }) => player !== null);

async function hear(hearing: Hearing): Promise<NotesDocument> {
  const { input, manifest } = hearing;
  const { classes, playersPerClass } = manifest.sources;
  const plan = planStems(input.players, { classes, playersPerClass });
  if (soloists(plan).length === 0) {
    throw new Failure('players/none', 'No player has a stem of their own, whose notes could be heard');
  }
  let places: readonly (Place | null)[] = [];
  let document = documentOf(hearing, plan, [], places);
  for (let pass = 0; pass < PASSES; pass += 1) {
    const notes = await hearOnce(hearing, plan, pass, document, places);
    if (confidenceOf(notes) < LEAST_CONFIDENCE) {
      throw new Failure('notes/none-heard', 'No notes of the players were heard with enough confidence');
    }
    places = placesOf(notes, soloists(plan).length);
    document = documentOf(hearing, plan, notes, places);
  }
  return document;
}

/** The kinds of players, which only their lines tell apart within. */
const kindsOf = (plan: StemPlan): Instrument[] => [
  ...new Set(soloists(plan).map(({ instrument }) => instrument)),
];

function linePlayers(plan: StemPlan, places: readonly (Place | null)[]): LinePlayer[] {
  const kinds = kindsOf(plan);
  return soloists(plan).map(({ instrument }, player) => ({
    kind: kinds.indexOf(instrument),
    ...registerOf(instrument),
    place: places[player] ?? null,
  }));
}

/** Mean confidence of the notes, weighted by duration; 0 without notes. */
function confidenceOf(notes: readonly HeardNote[]): number {
  const frames = notes.reduce((sum, { from, to }) => sum + to - from, 0);
  return notes.reduce((sum, { from, to, heard }) => sum + (to - from) * heard, 0) / Math.max(1, frames);
}

/**
 * @param before the notes of an earlier pass, on which the model is conditioned; none in the first pass
 * @param places of the players, as the earlier pass found them; none in the first pass
 */
async function hearOnce(
  hearing: Hearing,
  plan: StemPlan,
  pass: number,
  before: NotesDocument,
  places: readonly (Place | null)[],
): Promise<HeardNote[]> {
  const { input, context, manifest, session, passage } = hearing;
  if (manifest.notes === undefined) throw new Error('a model without notes was accepted');
  const players = linePlayers(plan, places);
  const kinds = kindsOf(plan).map((kind) =>
    soloists(plan).flatMap(({ instrument, slots }) => (instrument === kind ? slots : [])),
  );
  const { framing, binHz } = frontEndOf(manifest, passage.sampleRate);
  const told = before.notes.length === 0 ? null : exclusive(toldNotesOf(before, plan), plan);
  const centre = (frame: number): number => input.from + framing.centre(frame);
  const frames = heardPosteriors({
    passage,
    manifest,
    session,
    plan,
    kinds,
    told: told === null ? null : { notes: told, sampleRate: passage.sampleRate, centre },
    signal: context.signal,
    onProgress: (done) => context.progress({ done: (pass + done) / PASSES, phase: 'listening' }),
  });
  const pitches = candidatePitches(manifest.notes);
  const streams = new Streams(players);
  const lines = new LineNotes(players.length);
  const notes: HeardNote[] = [];
  for await (const { posteriors: heard, pair } of frames) {
    const placed = (pitch: number): number | null =>
      pair === null ? null : placeAt(pair, (440 * 2 ** ((pitch - 69) / 12)) / binHz);
    const peaks = peaksOf(heard, pitches, LEAST_MASS, placed);
    for (const frame of streams.push(peaks)) notes.push(...lines.push(frame));
  }
  for (const frame of streams.end()) notes.push(...lines.push(frame));
  return [...notes, ...lines.end()];
}

/**
 * Converts frames to samples: a note starts half a frame before the centre of its first frame and ends half a
 * frame before the centre of the frame after its last.
 * @param places of the players, where they are known
 */
function documentOf(
  { input, manifest, passage, frames }: Hearing,
  plan: StemPlan,
  heard: readonly HeardNote[],
  places: readonly (Place | null)[],
): NotesDocument {
  const { framing } = frontEndOf(manifest, passage.sampleRate);
  const half = Math.round((manifest.frontend.hop * passage.sampleRate) / manifest.sampleRate / 2);
  const stems = soloists(plan);
  const position = (frame: number): number =>
    Math.min(input.to, Math.max(input.from, input.from + framing.centre(frame) - half));
  const certainties = playerConfidences(heard, linePlayers(plan, places));
  const notes = heard.flatMap((note, index): Note[] => {
    const { player } = stems[note.player]!;
    const [onset, offset] = [position(note.from), position(note.to)];
    if (player === null || offset <= onset) return [];
    const rounded = (value: number): number => Math.round(100 * value) / 100;
    return [
      {
        id: `h${index + 1}`,
        player,
        onset,
        offset,
        pitch: rounded(note.pitch),
        origin: 'heard',
        confidence: rounded(note.heard),
        playerConfidence: rounded(certainties[index]!),
      },
    ];
  });
  return {
    format: 'divisi-notes',
    version: NOTES_VERSION,
    recordingSha256: input.recordingSha256,
    sampleRate: passage.sampleRate,
    frames,
    players: [...input.players],
    notes: sortedNotes(notes, input.players),
  };
}

/**
 * Excludes from each of several equal players the notes of the others, so that the model detects what is
 * left.
 */
function exclusive(told: ToldNotes, plan: StemPlan): ToldNotes {
  const bySlot = told.bySlot.map((player, slot) => {
    const twins = plan.twins.find((group) => group.includes(slot)) ?? [];
    const taken = twins.flatMap((other) => (other === slot ? [] : (told.bySlot[other]?.notes ?? [])));
    if (taken.length === 0) return player;
    return {
      ...(player ?? { notes: [], knownFrom: -Infinity, knownTo: Infinity, isOpenBetween: true }),
      taken,
    };
  });
  return { ...told, bySlot };
}
