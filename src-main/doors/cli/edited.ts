import type { EditedSeparation } from '../../app/files/edit-separation.ts';
import { milli } from './use-case.ts';

/** What `divisi swap` and `divisi edit` print. */
export const editedJson = ({ fromSeconds, toSeconds, stems }: EditedSeparation) => ({
  from_s: milli(fromSeconds),
  to_s: milli(toSeconds),
  stems,
});

export function editedText(
  { stems, fromSeconds, toSeconds, notes }: EditedSeparation,
  outDir: string,
): string {
  const changed = Object.entries(stems).flatMap(([name, stem]) => (stem.changed ? [name] : []));
  const span = `${fromSeconds.toFixed(3)} s to ${toSeconds.toFixed(3)} s`;
  const told = notes === null ? '' : `${notes}: the notes of these players\n`;
  return `${outDir}: ${changed.join(', ')} changed from ${span}\n${told}`;
}
