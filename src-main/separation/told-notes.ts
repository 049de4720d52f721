import { readFile } from 'node:fs/promises';
import { Failure } from '../../src-shared/contract/failure.ts';
import { parseNotes, type NotesDocument } from '../../src-shared/project/notes.ts';
import { notesHash } from '../notes/hash.ts';
import { knownSpan } from '../notes/prior.ts';
import type { PlayerNotes } from '../notes/prior.ts';
import type { PlannedStem, StemPlan } from './stem-plan.ts';

/**
 * Exponent of a transcribed note's confidence: a note in the wrong line costs more than a missing one. Two
 * violins and cello (URMP 12) gain 2.9 dB with 1, 3.6 with 3 and with 5.
 */
const FIRMNESS = 3;

/** The notes that a separation is conditioned on. */
export interface ToldNotes {
  /** SHA-256 of the notes document: names its revision. */
  readonly hash: string;
  /** The notes for each of the plan's slots, the rest last; null if unknown. */
  readonly bySlot: readonly (PlayerNotes | null)[];
}

/**
 * Reads a notes document for a separation of the recording that it belongs to.
 * @throws Failure `notes/invalid`, `notes/does-not-fit`
 */
export async function readToldNotes(
  path: string,
  recording: { readonly sampleRate: number; readonly frames: number },
  plan: StemPlan,
): Promise<ToldNotes> {
  const document = parseNotes(await readFile(path, 'utf8'));
  const { sampleRate, frames } = recording;
  if (document.sampleRate !== sampleRate || document.frames !== frames) {
    throw new Failure(
      'notes/does-not-fit',
      `The notes are of a recording of ${document.frames} samples at ${document.sampleRate} Hz, and this one has ${frames} at ${sampleRate} Hz`,
    );
  }
  return toldNotesOf(document, plan);
}

/** A player without notes is one whose notes are unknown, not one who is silent throughout. */
export function toldNotesOf(document: NotesDocument, plan: StemPlan): ToldNotes {
  const span = knownSpan(document.notes, document.sampleRate);
  const notesOf = ({ player }: PlannedStem): PlayerNotes | null => {
    const notes = document.notes.filter((note) => note.player === player);
    if (notes.length === 0 || span === null) return null;
    return {
      notes: notes.map((note) =>
        note.origin === 'heard' ? { ...note, weight: note.confidence ** FIRMNESS } : note,
      ),
      knownFrom: span.from,
      knownTo: span.to,
      isOpenBetween: notes.some(({ origin }) => origin === 'heard'),
    };
  };
  const bySlot = plan.slots.map((_, slot) => {
    const stem = plan.stems.find(({ slots }) => slots.includes(slot));
    return stem === undefined ? null : notesOf(stem);
  });
  return { hash: notesHash(document), bySlot };
}

/**
 * Equal players with known notes keep their slots: the notes condition the model, so no order has to be
 * found.
 */
export function withoutNamedTwins(plan: StemPlan, told: ToldNotes): StemPlan {
  return { ...plan, twins: plan.twins.filter((group) => group.every((slot) => told.bySlot[slot] == null)) };
}
