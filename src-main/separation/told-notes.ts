import { readFile } from 'node:fs/promises';
import { Failure } from '../../src-shared/contract/failure.ts';
import { parseNotes } from '../../src-shared/project/notes.ts';
import { notesHash } from '../notes/hash.ts';
import { knownSpan } from '../notes/prior.ts';
import type { PlayerNotes } from '../notes/prior.ts';
import type { PlannedStem, StemPlan } from './stem-plan.ts';

/** The notes that a separation is told. */
export interface ToldNotes {
  /** SHA-256 of the notes document: names its revision. */
  readonly hash: string;
  /** What the player of each of the plan's slots plays, the rest's last; null where nothing is known. */
  readonly bySlot: readonly (PlayerNotes | null)[];
}

/**
 * Reads a notes document for a separation of the recording that it belongs to. A player without a note is one whose notes
 * are not known, not one who is silent throughout.
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
  const span = knownSpan(document.notes, sampleRate);
  const notesOf = ({ player }: PlannedStem): PlayerNotes | null => {
    const notes = document.notes.filter((note) => note.player === player);
    return notes.length === 0 || span === null ? null : { notes, knownFrom: span.from, knownTo: span.to };
  };
  const bySlot = plan.slots.map((_, slot) => {
    const stem = plan.stems.find(({ slots }) => slots.includes(slot));
    return stem === undefined ? null : notesOf(stem);
  });
  return { hash: notesHash(document), bySlot };
}

/** Equal players whose notes are known stay who they are: the model is told, and nothing is left to compare. */
export function withoutNamedTwins(plan: StemPlan, told: ToldNotes): StemPlan {
  return { ...plan, twins: plan.twins.filter((group) => group.every((slot) => told.bySlot[slot] == null)) };
}
