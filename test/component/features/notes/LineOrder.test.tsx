import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import type { NotesDocument } from '../../../../src-shared/project/notes.ts';
import { createNotesStore } from '../../../../src-renderer/document/notes-store.ts';
import { DoubtfulNotes } from '../../../../src-renderer/features/notes/DoubtfulNotes.tsx';
import { LineOrder } from '../../../../src-renderer/features/notes/LineOrder.tsx';
import { useNotes } from '../../../../src-renderer/features/notes/use-notes.ts';

const heard = (id: string, player: string, onset: number, playerConfidence: number) => ({
  ...{ id, player, onset, offset: onset + 100, pitch: 69, playerConfidence },
  ...{ origin: 'heard' as const, confidence: 0.7 },
});
const document: NotesDocument = {
  ...{ format: 'divisi-notes', version: 1, recordingSha256: null, sampleRate: 44_100, frames: 1000 },
  players: [
    { id: 'violin-1', instrument: 'violin', label: 'Violin 1' },
    { id: 'violin-2', instrument: 'violin', label: 'Violin 2' },
  ],
  notes: [heard('a', 'violin-1', 0, 0.9), heard('b', 'violin-2', 50, 0.6), heard('c', 'violin-1', 200, 0.7)],
};

function Order({ store }: { readonly store: ReturnType<typeof createNotesStore> }) {
  const snapshot = useNotes(store);
  return <LineOrder document={snapshot.document} store={store} readOnly={false} />;
}

test('two heard lines of one instrument are swapped by one button, as one undo step', async () => {
  const store = createNotesStore(document);
  const screen = await render(<Order store={store} />);
  await expect.element(screen.getByText('Which one is Violin 1?')).toBeVisible();
  await screen.getByRole('button', { name: 'Swap the lines' }).click();
  const players = () =>
    Object.fromEntries(store.getSnapshot().document.notes.map(({ id, player }) => [id, player]));
  expect(players()).toEqual({ a: 'violin-2', b: 'violin-1', c: 'violin-2' });
  expect(store.getSnapshot().undoLabel).toBe('swapLines');
  store.undo();
  expect(players()).toEqual({ a: 'violin-1', b: 'violin-2', c: 'violin-1' });
});

test('says nothing where a score or a person named the lines', async () => {
  const named = document.notes.map((note) => ({ ...note, origin: 'score' as const }));
  const screen = await render(<Order store={createNotesStore({ ...document, notes: named })} />);
  await expect.element(screen.getByText('Which one is Violin 1?')).not.toBeInTheDocument();
});

test('doubtful notes are counted, and selected one after the other', async () => {
  const chosen: string[] = [];
  const notesAfter = (selected: string) => (
    <DoubtfulNotes {...{ document, selected: new Set([selected]) }} onSelect={({ id }) => chosen.push(id)} />
  );
  const screen = await render(notesAfter('a'));
  const button = screen.getByRole('button', { name: '2 doubtful notes: next' });
  await button.click();
  await screen.rerender(notesAfter('b'));
  await button.click();
  await screen.rerender(notesAfter('c'));
  await button.click();
  expect(chosen).toEqual(['b', 'c', 'b']);
});
