import type { StemSounds } from '../../../src-shared/contract/stem-versions.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { withLinesGiven } from '../../../src-shared/project/named-notes.ts';
import { canonicalNotes, parseNotes } from '../../../src-shared/project/notes.ts';
import type { ReadableDatabase, WritableDatabase } from '../../library/database.ts';
import { getNotes, getNotesByHash, saveNotes } from '../../library/rows/recording-notes.ts';
import { separationsOf, type StoredSeparation } from '../../library/rows/separations.ts';
import { stemVersionsOf, type StoredStemVersion } from '../../library/rows/stem-versions.ts';
import { notesHash } from '../../notes/hash.ts';

/** A version and those that it was made from, the original last. */
function lineageOf(versions: readonly StoredStemVersion[], version: number): StoredStemVersion[] {
  const byNumber = new Map(versions.map((candidate) => [candidate.version, candidate]));
  const lineage: StoredStemVersion[] = [];
  for (let next = byNumber.get(version); next !== undefined; next = byNumber.get(next.parent ?? -1)) {
    lineage.push(next);
  }
  return lineage;
}

/** The notes after the naming of a version, or before it; other notes stay. */
function named(hash: string, { edit }: StoredStemVersion, way: 'before' | 'after'): string {
  if (edit.kind !== 'named' || edit.notes === null) return hash;
  const other = way === 'after' ? 'before' : 'after';
  return edit.notes[other] === hash ? edit.notes[way] : hash;
}

/** The notes that the stems in use were told last, as they were named since; null if they were told none. */
export function toldHash(
  { version, notesSha256 }: StoredSeparation,
  versions: readonly StoredStemVersion[],
): string | null {
  const lineage = lineageOf(versions, version);
  const last = lineage.findIndex(({ edit }) => edit.kind === 'again');
  const edit = lineage[last]?.edit;
  const told = edit?.kind === 'again' ? edit.notesSha256 : notesSha256;
  if (told === null) return null;
  const since = lineage.slice(0, last < 0 ? lineage.length : last);
  return since.reduceRight((hash, one) => named(hash, one, 'after'), told);
}

/**
 * Whether a person named the stems in use of a separation that these notes belong to, or confirmed their names.
 * @param hash of the recording's notes
 */
export function areLinesNamed(db: ReadableDatabase, recordingId: RecordingId, hash: string): boolean {
  return separationsOf(db, recordingId).some((separation) => {
    const versions = stemVersionsOf(db, separation.id);
    const edit = versions.find(({ version }) => version === separation.version)?.edit;
    if (edit?.kind === 'named' && edit.notes?.after === hash) return true;
    const isConfirmed = (edit?.kind === 'named' || edit?.kind === 'original') && edit.confirmed === true;
    return isConfirmed && toldHash(separation, versions) === hash;
  });
}

/**
 * Gives the recording's notes to other players as their stems are named, in the caller's transaction: notes that the
 * stems were told, or that nobody but the model gave to these players.
 * @returns the hashes of the notes; null if they stay as they are
 */
export function nameNotes(
  write: WritableDatabase,
  separation: StoredSeparation,
  sounds: StemSounds,
): { before: string; after: string } | null {
  const present = getNotes(write, separation.recordingId);
  if (present === null) return null;
  const document = parseNotes(present.document);
  const names = new Map(separation.stems.map(({ id, name }) => [id, name]));
  const given = new Map(
    sounds.map(({ stem, sound }) => [names.get(sound) ?? '', names.get(stem) ?? ''] as const),
  );
  const isTold = toldHash(separation, stemVersionsOf(write, separation.id)) === present.hash;
  const isHeard = document.notes.every(({ player, origin }) => !given.has(player) || origin === 'heard');
  if (!isTold && !isHeard) return null;
  const after = withLinesGiven(document, given);
  if (after === document) return null;
  const hash = notesHash(after);
  const { recordingId } = separation;
  saveNotes(write, recordingId, present.revision, { hash, document: canonicalNotes(after) });
  return { before: present.hash, after: hash };
}

/**
 * Lets the recording's notes follow the stems to another version, in the caller's transaction: namings between the two
 * versions are undone or done again. Notes that were edited since stay as they are.
 */
export function takeNotesAlong(write: WritableDatabase, separation: StoredSeparation, version: number): void {
  const { recordingId } = separation;
  const present = getNotes(write, recordingId);
  if (present === null) return;
  const hash = followed(write, separation, version, present.hash);
  const kept = hash === present.hash ? null : getNotesByHash(write, recordingId, hash);
  if (kept === null) return;
  saveNotes(write, recordingId, present.revision, { hash, document: kept.document });
}

function followed(db: ReadableDatabase, separation: StoredSeparation, version: number, hash: string): string {
  const versions = stemVersionsOf(db, separation.id);
  const [from, to] = [separation.version, version].map((number) => lineageOf(versions, number));
  const isShared = (lineage: StoredStemVersion[] | undefined) => (one: StoredStemVersion) =>
    lineage?.some((other) => other.version === one.version) === true;
  const back = (from ?? []).filter((one) => !isShared(to)(one));
  const forth = (to ?? []).filter((one) => !isShared(from)(one));
  const undone = back.reduce((present, one) => named(present, one, 'before'), hash);
  return forth.reduceRight((present, one) => named(present, one, 'after'), undone);
}
