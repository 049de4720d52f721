import { z } from 'zod';
import { Failure } from '../contract/failure.ts';
import { whatIsWrong } from '../contract/what-is-wrong.ts';
import { SamplePosition } from './automation-lane.ts';
import { Ensemble, Player } from './players.ts';

/** The schema version of a notes document. */
export const NOTES_VERSION = 1;

/** For scale: an hour of the densest string quartet has about 60,000 notes. */
export const MAX_NOTES = 200_000;

/** The allowed range of MIDI pitches: C-1 to above the piano's highest note. */
export const LOWEST_PITCH = 0;
export const HIGHEST_PITCH = 127;

export const NoteOrigin = z.enum(['score', 'heard', 'drawn']);
export type NoteOrigin = z.infer<typeof NoteOrigin>;

/** One sounding note of one player: `[onset, offset)` in samples of the recording. */
export const Note = z
  .object({
    id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'not a note id'),
    /** The id of the player who plays it. */
    player: Player.shape.id,
    onset: SamplePosition,
    offset: SamplePosition,
    /** Sounding pitch as a MIDI number with fraction: 69 is 440 Hz, 69.5 a quarter tone above. */
    pitch: z.number().min(LOWEST_PITCH).max(HIGHEST_PITCH),
    origin: NoteOrigin,
    /** 0 (a guess) to 1 (certain). */
    confidence: z.number().min(0).max(1),
    /** Of a heard note: how likely it is this player's and not another's, given that somebody plays it. */
    playerConfidence: z.number().min(0).max(1).optional(),
  })
  .refine(({ onset, offset }) => onset < offset, 'a note must end after it begins');
export type Note = z.infer<typeof Note>;

/** The notes of every player in one recording. Notes may be in any order; `canonicalNotes` sorts them. */
export const NotesDocument = z
  .object({
    format: z.literal('divisi-notes'),
    version: z.literal(NOTES_VERSION),
    /** SHA-256 of the recording's file; null if unknown. */
    recordingSha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable(),
    /** The recording's sample rate in Hz, to which the positions refer. */
    sampleRate: z.number().int().positive(),
    /** Length of the recording in samples. */
    frames: z.number().int().positive(),
    players: Ensemble,
    notes: z.array(Note).max(MAX_NOTES),
  })
  .superRefine((document, context) => {
    const problem = notesProblem(document);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });
export type NotesDocument = z.infer<typeof NotesDocument>;

/** The first inconsistency in a document whose individual notes are valid, as one sentence; null if there is none. */
function notesProblem(document: {
  readonly frames: number;
  readonly players: Ensemble;
  readonly notes: readonly Note[];
}): string | null {
  const players = new Set(document.players.map(({ id }) => id));
  if (players.size < document.players.length) return 'two players have the same id';
  const ids = new Set<string>();
  for (const { id, player, offset } of document.notes) {
    if (ids.has(id)) return `two notes have the id "${id}"`;
    ids.add(id);
    if (!players.has(player)) return `the note "${id}" belongs to "${player}", who is not one of the players`;
    if (offset > document.frames) return `the note "${id}" ends after the recording does`;
  }
  return null;
}

/**
 * Sorts by onset, then by the player's position in the ensemble, then pitch, then id: the result does not depend on
 * the input order.
 */
export function sortedNotes(notes: readonly Note[], players: Ensemble): Note[] {
  const rank = new Map(players.map(({ id }, index) => [id, index]));
  const byId = (a: Note, b: Note): number => (a.id < b.id ? -1 : Number(a.id > b.id));
  return [...notes].sort(
    (a, b) =>
      a.onset - b.onset ||
      (rank.get(a.player) ?? 0) - (rank.get(b.player) ?? 0) ||
      a.pitch - b.pitch ||
      byId(a, b),
  );
}

/**
 * Serialises the document as JSON text that is identical for identical notes: keys in a fixed order, notes sorted, no
 * other fields. Its SHA-256 identifies the notes that a separation's model received.
 */
export function canonicalNotes(document: NotesDocument): string {
  const { format, version, recordingSha256, sampleRate, frames, players } = document;
  return JSON.stringify({
    format,
    version,
    recordingSha256,
    sampleRate,
    frames,
    players: players.map(({ id, instrument, label }) => ({ id, instrument, label })),
    notes: sortedNotes(document.notes, players).map(
      ({ id, player, onset, offset, pitch, origin, confidence, playerConfidence }) => ({
        id,
        player,
        onset,
        offset,
        pitch,
        origin,
        confidence,
        ...(playerConfidence === undefined ? {} : { playerConfidence }),
      }),
    ),
  });
}

/**
 * Parses the JSON text of a notes document.
 * @throws Failure `notes/invalid`
 */
export function parseNotes(text: string): NotesDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Failure('notes/invalid', 'The notes are not JSON text', { cause });
  }
  const parsed = NotesDocument.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Failure('notes/invalid', `The notes can't be used: ${whatIsWrong(parsed.error, value)}`, {
    cause: parsed.error,
  });
}
