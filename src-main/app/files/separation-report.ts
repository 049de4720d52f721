import { en } from '../../../src-shared/words/en/index.ts';
import { separationNoteText } from '../../../src-shared/words/separation-note.ts';
import { hostname } from 'node:os';
import { relative, resolve } from 'node:path';
import type { Effort } from '../../../src-shared/contract/separation.ts';
import type { BitDepth, Container } from '../../../src-shared/contract/audio.ts';
import type { UndeclaredInstrument } from '../../../src-shared/contract/undeclared.ts';
import { isDoubtful } from '../../../src-shared/project/doubtful-notes.ts';
import type { Note } from '../../../src-shared/project/notes.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import { unnamedPlayers } from '../../../src-shared/project/unordered-players.ts';
import type { ImportResult } from '../../audio/import.ts';
import type { SeparateResult } from '../../separation/separate.ts';
import type { Provenance } from '../program/provenance.ts';

export interface StemFile {
  readonly file: string;
  readonly label: string;
  readonly instrument: string | null;
  readonly rms_dbfs: number | null;
  readonly clipped_samples: number;
  readonly sha256: string;
}

/**
 * The contents of separation.json: the result, and everything needed to reproduce it. It has no times and nothing
 * random, so that on one machine the same call gives the same bytes.
 */
export interface SeparationReport extends Provenance {
  readonly model: string;
  /** Length of the separated passage. */
  readonly seconds: number;
  readonly provider: string;
  readonly stems: Readonly<Record<string, StemFile>>;
  readonly recording: {
    /** Relative to the output folder, as in project.json. */
    readonly file: string;
    readonly sha256: string;
    readonly format: string;
    readonly sample_format: string;
    readonly sample_rate: number;
    readonly channels: number;
    /** Which channels of the file were used, counted from 1. */
    readonly channel_map: readonly number[];
    readonly frames: number;
  };
  /** Samples of the recording, half open. */
  readonly from: number;
  readonly to: number;
  readonly players: Ensemble;
  readonly format: Container;
  readonly bit_depth: BitDepth;
  readonly common_gain_db: number;
  readonly model_version: string;
  readonly weights_sha256: string;
  readonly threads: number;
  readonly effort: Effort;
  readonly runtime: string;
  /** Complete sentences about the run. */
  readonly notes: readonly string[];
  /** Instruments that nobody declared and that are heard all the same: `{"instrument", "share"}` of the energy. */
  readonly undeclared: readonly UndeclaredInstrument[];
  /** SHA-256 of the notes.json that the model was conditioned on; null without notes. */
  readonly notes_sha256: string | null;
  /** Where these notes came from. */
  readonly told: 'notes' | 'score' | 'heard' | null;
  /** Of heard notes; each note's own confidence is in notes.json. */
  readonly heard: HeardFigures | null;
  /**
   * Names of stems that may have each other's names, in groups of two and more: nothing tells which is whose, since no
   * score and no drawn notes name the players.
   */
  readonly unordered: readonly (readonly string[])[];
}

export interface HeardFigures {
  readonly notes: number;
  /** Means, 0 to 1: that the note is played, and that it is its player's and not another's. */
  readonly confidence: number;
  readonly player_confidence: number;
  /** Notes that may well be another player's. */
  readonly doubtful: number;
}

/** The contents of separation.log.json: what differs from run to run. */
export interface SeparationLog {
  /** ISO 8601. */
  readonly finished_at: string;
  /** Wall-clock duration of the whole call. */
  readonly took_s: number;
  readonly separating_s: number;
  readonly host: string;
}

export interface ReportParts {
  readonly file: string;
  readonly outDir: string;
  readonly source: ImportResult;
  readonly separation: SeparateResult;
  readonly players: Ensemble;
  readonly from: number;
  readonly to: number;
  readonly container: Container;
  readonly depth: BitDepth;
  readonly commonGainDb: number;
  readonly stems: Readonly<Record<string, StemFile>>;
  readonly told: SeparationReport['told'];
  /** That the model was conditioned on; empty without. */
  readonly toldNotes: readonly Note[];
  readonly provenance: Provenance;
  /** Complete sentences about the request. */
  readonly remarks: readonly string[];
}

const milli = (value: number): number => Math.round(value * 1000) / 1000;

export function reportOf(parts: ReportParts): SeparationReport {
  const { source, separation } = parts;
  const { info } = source;
  const unordered = unnamedPlayers(parts.players, parts.toldNotes)
    .map((group) => group.map(({ id }) => id).filter((name) => name in parts.stems))
    .filter((group) => group.length > 1);
  const clipped = Object.entries(parts.stems).filter(([, stem]) => stem.clipped_samples > 0);
  return {
    model: separation.pin.modelId,
    seconds: milli((parts.to - parts.from) / info.sampleRate),
    provider: separation.pin.provider,
    stems: parts.stems,
    recording: {
      file: relative(resolve(parts.outDir), resolve(parts.file)),
      sha256: source.sha256,
      format: source.format,
      sample_format: info.sampleFormat,
      sample_rate: info.sampleRate,
      channels: info.channels,
      channel_map: source.channelMap.map((channel) => channel + 1),
      frames: info.frames,
    },
    from: parts.from,
    to: parts.to,
    players: parts.players,
    format: parts.container,
    bit_depth: parts.depth,
    common_gain_db: parts.commonGainDb,
    model_version: separation.pin.modelVersion,
    weights_sha256: separation.pin.weightsSha256,
    threads: separation.pin.threads,
    effort: separation.pin.effort ?? 'best',
    runtime: separation.pin.runtime,
    notes: [
      ...source.notes,
      ...parts.remarks,
      ...separation.notes.map((note) => separationNoteText(note, en)),
      ...unordered.map(unorderedText),
      ...clipped.map(
        ([name, stem]) =>
          `${stem.clipped_samples} samples of ${name} clip at ${parts.depth} bits and went to the rest; --bit-depth 32f keeps them`,
      ),
    ],
    undeclared: separation.undeclared.map(({ instrument, share }) => ({ instrument, share: milli(share) })),
    notes_sha256: separation.notesSha256,
    told: parts.told,
    heard: heardFigures(parts.toldNotes),
    unordered,
    ...parts.provenance,
  };
}

function unorderedText(group: readonly string[]): string {
  const [first, second, third] = group;
  if (first === undefined || second === undefined) throw new Error('a group has two stems at least');
  if (third === undefined) {
    return `Nothing in the recording tells which stem is ${first} and which is ${second}: if they are the wrong way round, divisi swap project.json ${first} ${second} exchanges them`;
  }
  const ring = group.map((name, index) => `${name}=${group[(index + 1) % group.length] ?? first}`);
  return `The stems ${group.join(', ')} may have each other’s names, because these instruments sound alike: listen, and where it is so, divisi swap project.json STEM=PLAYER STEM=PLAYER, as in ${ring.join(' ')}, gives them their own`;
}

function heardFigures(notes: readonly Note[]): HeardFigures | null {
  const heard = notes.filter(({ origin }) => origin === 'heard');
  if (heard.length === 0) return null;
  const mean = (of: (note: Note) => number): number =>
    milli(heard.reduce((sum, note) => sum + of(note), 0) / heard.length);
  return {
    notes: heard.length,
    confidence: mean(({ confidence }) => confidence),
    player_confidence: mean(({ playerConfidence }) => playerConfidence ?? 1),
    doubtful: heard.filter(isDoubtful).length,
  };
}

export const logOf = (tookSeconds: number, separatingSeconds: number): SeparationLog => ({
  finished_at: new Date().toISOString(),
  took_s: milli(tookSeconds),
  separating_s: milli(separatingSeconds),
  host: hostname(),
});
