import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import { NOTES_VERSION, type NotesDocument } from '../../../src-shared/project/notes.ts';
import { api } from '../../api/client.ts';
import { Autosave, saveWhatWasLeft, type NotSaved, type SaveState } from '../../document/autosave.ts';
import { createNotesStore, type NotesState, type NotesStore } from '../../document/notes-store.ts';
import { Observable } from '../../engine/observable.ts';

/** A recording's open notes: the document with its undo, and its saving. */
export interface NotesSession {
  readonly store: NotesStore;
  /** Whether it was known whose each line is when the notes were opened. */
  readonly linesNamed: boolean;
  readonly saving: Observable<SaveState>;
  saveNow: () => Promise<void>;
  /** The answer to a conflict: this window's version stays. */
  overwrite: () => Promise<void>;
  /** Returns why the last edits are not saved; null if they are. */
  close: () => Promise<NotSaved | null>;
}

/** Notes of a recording that has none yet: its players, silent. */
export const noNotes = ({ sampleRate, frames, players }: ReadyRecording): NotesDocument => ({
  format: 'divisi-notes',
  version: NOTES_VERSION,
  recordingSha256: null,
  sampleRate,
  frames,
  players: [...players],
  notes: [],
});

/** The notes with the recording's players as they are now: those who left keep theirs, so that nothing is lost. */
export function withPlayers(document: NotesDocument, players: NotesDocument['players']): NotesDocument {
  const known = new Set(players.map(({ id }) => id));
  const playing = new Set(document.notes.map(({ player }) => player));
  const kept = document.players.filter(({ id }) => !known.has(id) && playing.has(id));
  return { ...document, players: [...players, ...kept].slice(0, 16) };
}

/** @throws Failure */
export async function openNotes(recording: ReadyRecording, readOnly: boolean): Promise<NotesSession> {
  const recordingId = recording.id;
  await saveWhatWasLeft();
  const { revision, document, linesNamed, score } = await api.notes.get({ recordingId });
  const store = createNotesStore(
    document === null ? noNotes(recording) : withPlayers(document, recording.players),
    score?.report ?? null,
  );
  const saving = new Observable<SaveState>({ kind: 'saved' });
  let stored = score?.report ?? null;
  const autosave = new Autosave<NotesState>({
    revision,
    document: () => store.getSnapshot().state,
    save: async (baseRevision, { document: latest, report }) => {
      const changed = report === null || report === stored ? {} : { report };
      const saved = await api.notes.save({ recordingId, baseRevision, document: latest, ...changed });
      stored = report;
      return saved;
    },
    newest: async () => (await api.notes.get({ recordingId })).revision,
    onState: (state) => saving.set(state),
  });
  const unfollow = store.subscribe(() => {
    if (!readOnly) autosave.changed();
  });
  const saveNow = (): Promise<void> => (readOnly ? Promise.resolve() : autosave.flush());
  const onLeave = (): void => void saveNow();
  window.addEventListener('blur', onLeave);
  window.addEventListener('pagehide', onLeave);
  return {
    store,
    linesNamed,
    saving,
    saveNow,
    overwrite: () => autosave.overwrite(),
    close: async () => {
      unfollow();
      window.removeEventListener('blur', onLeave);
      window.removeEventListener('pagehide', onLeave);
      return readOnly ? null : await autosave.close();
    },
  };
}
