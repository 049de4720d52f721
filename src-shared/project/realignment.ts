import { z } from 'zod';
import { AlignedBar, BarAnchor, type AlignmentReport } from './alignment.ts';
import { Note, sortedNotes, type NotesDocument } from './notes.ts';

/** The bars around a pin, and the score's notes in them, where they lie now. */
export const Realigned = z.object({
  notes: z.array(Note),
  bars: z.array(z.object({ index: z.number().int().nonnegative(), bar: AlignedBar })),
  /** Every bar that is pinned now. */
  anchors: z.array(BarAnchor),
});
export type Realigned = z.infer<typeof Realigned>;

/**
 * Notes and report with a passage aligned again. What people did stays: notes that they moved, drew or deleted, and the
 * player to whom they gave one.
 */
export function withRealigned(
  state: { readonly document: NotesDocument; readonly report: AlignmentReport },
  { notes, bars, anchors }: Realigned,
): { readonly document: NotesDocument; readonly report: AlignmentReport } {
  const { document, report } = state;
  const moved = new Map(notes.map((note) => [note.id, note]));
  const kept = document.notes.map((note) => {
    const now = moved.get(note.id);
    return now === undefined || note.origin !== 'score' ? note : { ...now, player: note.player };
  });
  const places = new Map(bars.map(({ index, bar }) => [index, bar]));
  return {
    document: { ...document, notes: sortedNotes(kept, document.players) },
    report: { ...report, anchors, bars: report.bars.map((bar, index) => places.get(index) ?? bar) },
  };
}

/** The anchors with a bar's pin at this sample, or, for null, without it. */
export function withPin(anchors: readonly BarAnchor[], bar: number, sample: number | null): BarAnchor[] {
  const others = anchors.filter((anchor) => anchor.bar !== bar);
  return [...others, ...(sample === null ? [] : [{ bar, sample }])].sort((a, b) => a.bar - b.bar);
}
