import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import type { AlignmentReport, BarAnchor, RepeatChoice } from '../../src-shared/project/alignment.ts';
import type { NotesDocument } from '../../src-shared/project/notes.ts';
import type { Ensemble } from '../../src-shared/project/players.ts';
import type { AudioFile } from '../audio/read/pcm.ts';
import { openPcm } from '../audio/read/open.ts';
import { Passage } from '../audio/read/passage.ts';
import { anchorsOf, notesOf, reportOf, type FittedVersion, type HeardRecording } from './align-result.ts';
import { alignNotes, findNotes, type NominalNote } from './align/align.ts';
import { measureBands } from './align/bands.ts';
import { featuresOf } from './align/features.ts';
import { agreementOf, bestShareOf, fitOf } from './align/fit.ts';
import { estimateTuning } from './align/tuning.ts';
import type { Found } from './align/search.ts';
import { chosenPerformance, proposedPerformances, type Performance } from './choose-repeats.ts';
import { matchParts, playersOf } from './match-parts.ts';
import { readScore } from './read-score.ts';
import { nominalSeconds, type Score, type ScoreFile } from './score.ts';

export interface AlignInput {
  readonly audio: AudioFile;
  /** Hash of the recording's file, which the notes document names. */
  readonly recordingSha256: string | null;
  readonly scorePath: string;
  /** Who plays; null to take the players from the score. */
  readonly players: Ensemble | null;
  /** The player's id for each part of the score, or null; null to propose a matching. */
  readonly matching: readonly (string | null)[] | null;
  /** The way to play the repeats; null for the one that fits best. */
  readonly repeats: RepeatChoice | null;
  /** Bars of the performance that `repeats` names. */
  readonly anchors: readonly BarAnchor[];
}

export interface AlignResult {
  readonly notes: NotesDocument;
  readonly report: AlignmentReport;
}

/**
 * A score is taken if its fit, or the share of the recording in which its notes agree better than their transpositions,
 * reaches this. Measured on five recordings (three chorales, two string ensembles): their own scores reach a fit of
 * 0.66 to 0.76 and a share of 0.91 to 0.96, and the best of 14 other scores, whole quartet movements among them, 0.37 to
 * 0.55 and 0.42 to 0.72. The share depends less on the timbre of the players: it decides where the fit is low.
 */
export const LEAST_FIT = 0.6;
export const LEAST_SHARE = 0.8;
/** Fewer notes than this fit by chance. */
const LEAST_NOTES = 8;
const LEAST_SECONDS = 2;
/** The most cents by which a recording may sound below its notation: A = 415 Hz is one semitone. */
const LOW_PITCH_CENTS = -110;

/**
 * Reads a score and aligns each of its notes to a recording; the whole work of the alignment process. Needs
 * about 100 MB for an hour.
 * @throws Failure `notes/does-not-fit`, `score/*`, `call/invalid` (anchors, matching), of the audio, or
 * `call/cancelled`
 */
export async function runAlign(input: AlignInput, context: TaskContext<never>): Promise<AlignResult> {
  const bytes = await readFile(input.scorePath);
  const file = await readScore(bytes);
  const reader = await openPcm(input.audio.path, { channelMap: input.audio.channelMap });
  try {
    const passage = new Passage(reader, 0, reader.frames);
    const cents = await estimateTuning(passage, context.signal);
    const bands = await measureBands(passage, cents, {
      signal: context.signal,
      onProgress: (done) => context.progress({ done: 0.6 * done, phase: 'listening' }),
    });
    const recording = {
      bands,
      cents,
      sampleRate: passage.sampleRate,
      frames: passage.length,
      sha256: input.recordingSha256,
    };
    const best = bestVersion(file, recording, input, context);
    return {
      notes: notesOf(best, recording),
      report: reportOf(
        file,
        best,
        recording,
        createHash('sha256').update(bytes).digest('hex'),
        input.anchors,
      ),
    };
  } finally {
    await reader.close();
  }
}

function bestVersion(
  file: ScoreFile,
  recording: HeardRecording,
  input: AlignInput,
  { signal, progress }: TaskContext<never>,
): FittedVersion {
  const report = (done: number): void => {
    if (signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
    progress({ done: 0.6 + 0.4 * done, phase: 'aligning' });
  };
  const performances =
    input.repeats === null
      ? proposedPerformances(file, (score, near: { gain: number; found: Found } | null) => {
          report(0);
          const found = findNotes(
            recording.bands,
            nominalNotes(score),
            shiftsOf(recording),
            () => report(0),
            near?.found,
          );
          return found === null ? null : { gain: found.path.gain, found };
        })
      : [chosenPerformance(file, input.repeats)];
  const fitted: FittedVersion[] = [];
  for (const [index, performance] of performances.entries()) {
    const version = fit(performance, recording, input, (done) =>
      report((index + done) / performances.length),
    );
    if (version !== null) fitted.push(version);
  }
  const best = fitted.reduce<FittedVersion | null>(
    (a, b) => (a === null || explainsMore(b, a) ? b : a),
    null,
  );
  if (best === null) {
    throw new Failure(
      'notes/does-not-fit',
      input.anchors.length > 0
        ? 'No tempo leads through the bars that were pinned; take a pin away'
        : 'The score can’t be laid along the recording: one of them is too short',
    );
  }
  const seconds = best.aligned.recordingSpan[1] - best.aligned.recordingSpan[0];
  const count = best.aligned.notes.filter((note) => note !== null).length;
  if (count < LEAST_NOTES || seconds < LEAST_SECONDS) {
    throw new Failure(
      'notes/does-not-fit',
      `Only ${count} notes in ${seconds.toFixed(1)} s of the recording could be compared with the score, too few to tell whether it fits`,
    );
  }
  if (best.share < LEAST_SHARE && best.fit < LEAST_FIT) {
    const percent = (share: number): string => `${Math.round(100 * share)} %`;
    throw new Failure(
      'notes/does-not-fit',
      `This seems to be a score of another piece: its notes agree with ${percent(best.share)} of the recording, ` +
        `and scores of the piece agree with ${percent(LEAST_SHARE)} or more`,
      { details: { fit: best.fit, share: best.share, least: LEAST_SHARE } },
    );
  }
  return best;
}

/**
 * Whether a version explains more of the recording, and better; of two similar ones, the one that omits less
 * of itself.
 */
function explainsMore(a: FittedVersion, b: FittedVersion): boolean {
  const explained = ({ fit: how, aligned: { recordingSpan } }: FittedVersion): number =>
    how * (recordingSpan[1] - recordingSpan[0]);
  const share = explained(a) / Math.max(1e-6, explained(b));
  if (Math.abs(share - 1) > ALIKE) return share > 1;
  const used = ({ aligned: { notes } }: FittedVersion): number =>
    notes.filter((note) => note !== null).length / notes.length;
  return used(a) > used(b);
}

/** Versions that explain the recording to within this share are ranked by what they omit. */
const ALIKE = 0.02;

/** The notes in seconds of the score's own tempo marks. */
function nominalNotes(score: Score): NominalNote[] {
  const seconds = nominalSeconds(score.tempi);
  return score.notes.map(({ part, onset, duration, pitch }) => ({
    ...{ part, pitch, onset: seconds(onset), offset: seconds(onset + duration) },
  }));
}

const shiftsOf = ({ cents }: HeardRecording): number[] => (cents - 100 >= LOW_PITCH_CENTS ? [0, 1] : [0]);

function fit(
  { score, played }: Performance,
  recording: HeardRecording,
  input: AlignInput,
  onProgress: (done: number) => void,
): FittedVersion | null {
  const { bands, sampleRate } = recording;
  const anchors = anchorsOf(score, input.anchors, sampleRate);
  const aligned = alignNotes(bands, nominalNotes(score), shiftsOf(recording), anchors, onProgress);
  if (aligned === null) return null;
  const agreement = agreementOf(
    featuresOf(bands, 1, aligned.found.shift),
    aligned.notes.filter((note) => note !== null),
  );
  const players = input.players ?? playersOf(score.parts);
  return {
    played,
    score,
    aligned,
    agreement,
    fit: fitOf(agreement, ...aligned.recordingSpan) ?? 0,
    share: bestShareOf(agreement, ...aligned.recordingSpan) ?? 0,
    players,
    matching: checkedMatching(input.matching, score, players),
  };
}

function checkedMatching(
  matching: AlignInput['matching'],
  score: Score,
  players: Ensemble,
): readonly (string | null)[] {
  if (matching === null) return matchParts(score, players);
  const known = matching.every((id) => id === null || players.some((player) => player.id === id));
  if (matching.length !== score.parts.length || !known) {
    throw new Failure(
      'call/invalid',
      'The parts were matched to players that are not declared, or of another score',
    );
  }
  return matching;
}
