import type { EditorSession } from '../session.ts';

type Comparable = Pick<EditorSession, 'store' | 'audition'>;

/** Hears the next or previous of the present mix and the snapshots, around in a circle. */
export function hearNext({ store, audition }: Comparable, by: 1 | -1): void {
  const ids = [null, ...store.getSnapshot().document.snapshots.map(({ id }) => id)];
  const at = ids.indexOf(audition.state.getSnapshot().heard);
  audition.hear(ids[(at + by + ids.length) % ids.length] ?? null);
}

/** Switches between the present mix and the snapshot that was heard last, or the first one. */
export function hearOther({ store, audition }: Comparable): void {
  const { heard, last } = audition.state.getSnapshot();
  const { snapshots } = store.getSnapshot().document;
  const other = snapshots.find(({ id }) => id === last) ?? snapshots[0];
  audition.hear(heard === null ? (other?.id ?? null) : null);
}
