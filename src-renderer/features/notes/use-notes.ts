import { useSyncExternalStore } from 'react';
import type { NotesSnapshot, NotesStore } from '../../document/notes-store.ts';

export const useNotes = (store: NotesStore): NotesSnapshot =>
  useSyncExternalStore(store.subscribe, store.getSnapshot);
