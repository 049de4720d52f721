import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import type { AlignedBar, AlignmentReport, BarAnchor, Repeats } from '../../src-shared/project/alignment.ts';
import type { Note, NotesDocument } from '../../src-shared/project/notes.ts';
import type { Ensemble } from '../../src-shared/project/players.ts';
import type { AudioFile } from '../audio/export.ts';
import { openPcm } from '../audio/open.ts';
import { Passage } from '../audio/passage.ts';
import { alignNotes, type AlignedScore, type NominalNote } from './align/align.ts';
import { HOP_SECONDS, measureBands, type BandMatrix } from './align/bands.ts';
import { featuresOf } from './align/features.ts';
import { agreementOf, fitOf, type Agreement } from './align/fit.ts';
import { toRecording } from './align/time-map.ts';
import { estimateTuning } from './align/tuning.ts';
import { matchParts, playersOf } from './match-parts.ts';
import { readScore } from './read-score.ts';
import { nominalSeconds, type Score, type ScoreFile } from './score.ts';

export interface AlignInput {
  readonly audio: AudioFile;
  /** Of the recording's file, as the notes will name it. */
  readonly recordingSha256: string | null;
  readonly scorePath: string;
  /** Who plays; taken from the score where null. */
  readonly players: Ensemble | null;
  /** For each part of the score the player's id, or null; proposed where null. */
  readonly matching: readonly (string | null)[] | null;
  /** The way to play the repeats; whichever fits best where null. */
  readonly repeats: Repeats | null;
  /** Bars of the version that `repeats` names. */
  readonly anchors: readonly BarAnchor[];
}

export interface AlignResult {
  readonly notes: NotesDocument;
  readonly report: AlignmentReport;
}

/**
 * The least fit of a score that is aligned. Measured on five recordings (three chorales, two string ensembles): their own
 * scores reach 0.66 to 0.76, and the best of 24 other scores, whole quartet movements among them, 0.41 to 0.55.
 */
export const LEAST_FIT = 0.6;
/** Less music than this fits by chance. */
const LEAST_NOTES = 8;
const LEAST_SECONDS = 2;
/** Semitones below its notation that a recording may sound: 415 Hz is one. */
const LOW_PITCH_CENTS = -110;

/**
 * Reads a score and finds where each of its notes sounds; the whole work of the aligning process. Holds about 100 MB for
 * an hour.
 * @throws Failure `notes/does-not-fit`, `score/*`, `call/invalid` (anchors, matching), of the audio, or `call/cancelled`
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
      report: reportOf(file, best, recording, createHash('sha256').update(bytes).digest('hex')),
    };
  } finally {
    await reader.close();
  }
}

interface HeardRecording {
  readonly bands: BandMatrix;
  /** From A = 440 Hz, as estimated. */
  readonly cents: number;
  readonly sampleRate: number;
  /** In samples. */
  readonly frames: number;
  readonly sha256: string | null;
}

interface FittedVersion {
  readonly repeats: Repeats;
  readonly score: Score;
  readonly aligned: AlignedScore;
  readonly agreement: Agreement;
  readonly fit: number;
  readonly players: Ensemble;
  /** For each part the player's id, or null. */
  readonly matching: readonly (string | null)[];
}

function bestVersion(
  file: ScoreFile,
  recording: HeardRecording,
  input: AlignInput,
  { signal, progress }: TaskContext<never>,
): FittedVersion {
  const versions = file.versions.filter(({ repeats }) => input.repeats === null || repeats === input.repeats);
  const fitted: FittedVersion[] = [];
  for (const [index, { repeats, score }] of versions.entries()) {
    const version = fit(score, repeats, recording, input, (done) => {
      if (signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
      progress({ done: 0.6 + (0.4 * (index + done)) / versions.length, phase: 'aligning' });
    });
    if (version !== null) fitted.push(version);
  }
  const best = fitted.reduce<FittedVersion | null>(
    (a, b) => (a === null || explainsMore(b, a) ? b : a),
    null,
  );
  if (best === null) {
    throw new Failure(
      'notes/does-not-fit',
      'The score can’t be laid along the recording: one of them is too short',
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
  if (best.fit < LEAST_FIT) {
    throw new Failure(
      'notes/does-not-fit',
      `This seems to be a score of another piece: its notes fit the recording by ${best.fit.toFixed(2)}, ` +
        `and scores of the piece reach ${LEAST_FIT.toFixed(2)} or more`,
      { details: { fit: best.fit, least: LEAST_FIT } },
    );
  }
  return best;
}

/** How much of the recording a version explains, and how well; where two are alike, the one that leaves less of itself out. */
function explainsMore(a: FittedVersion, b: FittedVersion): boolean {
  const explained = ({ fit: how, aligned: { recordingSpan } }: FittedVersion): number =>
    how * (recordingSpan[1] - recordingSpan[0]);
  const share = explained(a) / Math.max(1e-6, explained(b));
  if (Math.abs(share - 1) > ALIKE) return share > 1;
  const used = ({ aligned: { notes } }: FittedVersion): number =>
    notes.filter((note) => note !== null).length / notes.length;
  return used(a) > used(b);
}

/** Versions that explain a recording within this share are told apart by what they leave out. */
const ALIKE = 0.02;

function fit(
  score: Score,
  repeats: Repeats,
  { bands, cents, sampleRate }: HeardRecording,
  input: AlignInput,
  onProgress: (done: number) => void,
): FittedVersion | null {
  const seconds = nominalSeconds(score.tempi);
  const notes = score.notes.map(({ part, onset, duration, pitch }): NominalNote => {
    return { part, pitch, onset: seconds(onset), offset: seconds(onset + duration) };
  });
  const anchors = input.anchors.map(({ bar, sample }) => {
    const measure = score.measures[bar];
    if (measure === undefined) throw new Failure('call/invalid', `The score has no bar ${bar} to be pinned`);
    return { score: seconds(measure.onset), recording: sample / sampleRate };
  });
  const shifts = cents - 100 >= LOW_PITCH_CENTS ? [0, 1] : [0];
  const aligned = alignNotes(bands, notes, shifts, anchors, onProgress);
  if (aligned === null) return null;
  const agreement = agreementOf(
    featuresOf(bands, 1, aligned.found.shift),
    aligned.notes.filter((note) => note !== null),
  );
  const players = input.players ?? playersOf(score.parts);
  return {
    repeats,
    score,
    aligned,
    agreement,
    fit: fitOf(agreement, ...aligned.recordingSpan) ?? 0,
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

/** Sounding pitches are told for A = 440 Hz, so the recording's tuning is part of them. */
const pitchOffset = (cents: number, shift: number): number => cents / 100 - shift;

function notesOf(
  { score, aligned, agreement, players, matching }: FittedVersion,
  recording: HeardRecording,
): NotesDocument {
  const { sampleRate, frames, cents, sha256 } = recording;
  const notes = score.notes.flatMap(({ id, part, pitch }, index): Note[] => {
    const placed = aligned.notes[index] ?? null;
    const player = matching[part] ?? null;
    if (placed === null || player === null) return [];
    const onset = Math.round(placed.onset * sampleRate);
    const offset = Math.min(frames, Math.round(placed.offset * sampleRate));
    if (onset >= offset) return [];
    const sounding = pitch + pitchOffset(cents, aligned.found.shift);
    return [
      {
        id,
        player,
        onset,
        offset,
        pitch: Math.round(1000 * Math.min(127, Math.max(0, sounding))) / 1000,
        origin: 'score',
        confidence: rounded(fitOf(agreement, placed.onset - 1, placed.offset + 1) ?? 0),
      },
    ];
  });
  return { format: 'divisi-notes', version: 1, recordingSha256: sha256, sampleRate, frames, players, notes };
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function reportOf(
  file: ScoreFile,
  version: FittedVersion,
  { sampleRate, frames, cents }: HeardRecording,
  scoreSha256: string,
): AlignmentReport {
  const { score, aligned, agreement, matching } = version;
  const seconds = nominalSeconds(score.tempi);
  const [from, to] = aligned.scoreSpan;
  const place = barPlaces(version);
  const bars = score.measures.map(({ label, pass, onset, duration }): AlignedBar => {
    const [begin, end] = [seconds(onset), seconds(onset + duration)];
    if (end <= from || begin >= to)
      return { label, pass, quarters: duration, start: null, end: null, fit: null };
    const [start, stop] = [place(begin), place(end)].map((time) => Math.max(0, time)) as [number, number];
    const how = fitOf(agreement, start, stop);
    return {
      label,
      pass,
      quarters: duration,
      start: Math.min(frames - 1, Math.round(start * sampleRate)),
      end: Math.min(frames, Math.max(1, Math.round(stop * sampleRate))),
      fit: how === null ? null : rounded(how),
    };
  });
  const [firstHeard, lastHeard] = aligned.recordingSpan;
  return {
    scoreSha256,
    title: file.title,
    repeats: version.repeats,
    fit: rounded(version.fit),
    tuningHz: Math.round(10 * 440 * 2 ** (pitchOffset(cents, aligned.found.shift) / 12)) / 10,
    tempo: rounded((lastHeard - firstHeard) / Math.max(HOP_SECONDS, to - from)),
    parts: score.parts.map(({ name }, part) => ({
      name,
      player: matching[part] ?? null,
      notes: score.notes.filter((note) => note.part === part).length,
    })),
    bars,
    notices: [...file.notices],
  };
}

/** Where a moment of the score is in the recording: at the notes that begin there, if any do, else as the path has it. */
function barPlaces({ aligned }: FittedVersion): (scoreSeconds: number) => number {
  const onsets = new Map<number, number[]>();
  const keyOf = (time: number): number => Math.round(1000 * time);
  for (const note of aligned.notes) {
    if (note === null) continue;
    const key = keyOf(note.scoreOnset);
    onsets.set(key, [...(onsets.get(key) ?? []), note.onset]);
  }
  return (time) => {
    const there = (onsets.get(keyOf(time)) ?? []).sort((a, b) => a - b);
    return there[Math.floor(there.length / 2)] ?? toRecording(aligned.map, time);
  };
}
