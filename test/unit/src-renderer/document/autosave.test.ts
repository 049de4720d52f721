import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import { PROJECT_SCHEMA, type ProjectDocument } from '../../../../src-shared/project/document.ts';
import { newProjectId, newRecordingId, newSeparationId } from '../../../../src-shared/project/ids.ts';
import { newBuses } from '../../../../src-shared/mixing/new-project.ts';
import { hasUnsaved } from '../../../../src-renderer/document/unsaved.ts';
import { Autosave, saveWhatWasLeft, type SaveState } from '../../../../src-renderer/document/autosave.ts';

const first: ProjectDocument = {
  schema: PROJECT_SCHEMA,
  id: newProjectId(),
  recordingId: newRecordingId(),
  separationId: newSeparationId(),
  title: 'a',
  sampleRate: 44_100,
  frames: 1000,
  offset: 0,
  tracks: [],
  ...newBuses(),
  loop: null,
  loopEnabled: false,
  regions: [],
  snapshots: [],
  blind: null,
  mix: '',
};

/** A host that keeps one revision, as `projects.save` does. `isMute`: the connection breaks before it answers. */
function setUp() {
  const host = { revision: 4, saved: first, down: false, isMute: false, saves: 0 };
  const window = { document: first };
  const states: SaveState['kind'][] = [];
  const autosave = new Autosave({
    revision: 4,
    document: () => window.document,
    save: async (base, document) => {
      host.saves += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (host.down) throw new Failure('disk/full', 'The disk is full');
      if (base === host.revision - 1 && document === host.saved) return { revision: host.revision };
      if (base !== host.revision) throw new Failure('project/conflict', 'A newer revision is there');
      host.revision += 1;
      host.saved = document;
      if (host.isMute) throw new Failure('process/died', 'The connection was lost before Divisi answered');
      return { revision: host.revision };
    },
    newest: () => Promise.resolve(host.revision),
    onState: (state) => states.push(state.kind),
  });
  const edit = (title: string): void => {
    window.document = { ...window.document, title };
    autosave.changed();
  };
  return { host, window, states, autosave, edit };
}

describe('Autosave', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('saves once, a moment after the last of several edits', async () => {
    const { host, edit, states } = setUp();
    edit('b');
    await vi.advanceTimersByTimeAsync(500);
    edit('c');
    await vi.advanceTimersByTimeAsync(500);
    expect(host.saves).toBe(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(host.saves).toBe(1);
    expect(host.saved.title).toBe('c');
    expect(states.at(-1)).toBe('saved');
  });

  it('counts as unsaved until the last edit is stored, also where storing fails or the page was left', async () => {
    const { autosave, host, edit } = setUp();
    expect(hasUnsaved()).toBe(false);
    host.down = true;
    edit('b');
    expect(hasUnsaved()).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(hasUnsaved()).toBe(true);
    const left = autosave.close();
    await vi.advanceTimersByTimeAsync(1000);
    expect((await left)?.kind).toBe('failed');
    expect(hasUnsaved()).toBe(true);
    host.down = false;
    await vi.advanceTimersByTimeAsync(6000);
    expect(host.saved.title).toBe('b');
    expect(hasUnsaved()).toBe(false);
  });

  it('counts a conflict as unsaved until the user leaves the newer version in place', async () => {
    const { autosave, host, edit } = setUp();
    host.revision = 9;
    edit('b');
    await vi.advanceTimersByTimeAsync(1000);
    expect(hasUnsaved()).toBe(true);
    await autosave.close();
    expect(hasUnsaved()).toBe(false);
  });

  it('saves what was edited while a save was under way', async () => {
    const { host, edit, states } = setUp();
    edit('b');
    await vi.advanceTimersByTimeAsync(720);
    edit('c');
    await vi.advanceTimersByTimeAsync(2000);
    expect(host.saved.title).toBe('c');
    expect(host.saves).toBe(2);
    expect(states.at(-1)).toBe('saved');
  });

  it('saves at once when asked, and nothing where nothing changed', async () => {
    const { host, edit, autosave } = setUp();
    void autosave.flush();
    await vi.advanceTimersByTimeAsync(100);
    expect(host.saves).toBe(0);
    edit('b');
    void autosave.flush();
    await vi.advanceTimersByTimeAsync(60);
    expect(host.saved.title).toBe('b');
  });

  it('starts one save for all who wait for the same one', async () => {
    const { host, autosave, edit, states } = setUp();
    edit('b');
    void autosave.flush();
    edit('c');
    void autosave.flush();
    void autosave.close();
    await vi.advanceTimersByTimeAsync(200);
    expect(states).not.toContain('conflict');
    expect(host.saves).toBe(2);
    expect(host.saved.title).toBe('c');
  });

  it('counts an edit that was undone as saved', async () => {
    const { host, window, autosave, edit, states } = setUp();
    edit('b');
    window.document = first;
    autosave.changed();
    expect(states.at(-1)).toBe('saved');
    await vi.advanceTimersByTimeAsync(2000);
    expect(host.saves).toBe(0);
  });

  it('tries again after a failure', async () => {
    const { host, edit, states } = setUp();
    host.down = true;
    edit('b');
    await vi.advanceTimersByTimeAsync(1000);
    expect(states.at(-1)).toBe('failed');
    host.down = false;
    await vi.advanceTimersByTimeAsync(6000);
    expect(host.saved.title).toBe('b');
    expect(states.at(-1)).toBe('saved');
  });

  it('stops at a conflict, and replaces the other version only when told to', async () => {
    const { host, autosave, edit, states } = setUp();
    host.revision = 9;
    edit('mine');
    await vi.advanceTimersByTimeAsync(1000);
    expect(states.at(-1)).toBe('conflict');
    edit('mine too');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(host.saves).toBe(1);
    expect(host.saved).toBe(first);
    void autosave.overwrite();
    await vi.advanceTimersByTimeAsync(100);
    expect(host.saved.title).toBe('mine too');
    expect(host.revision).toBe(10);
    expect(autosave.revision).toBe(10);
  });

  it('a save whose answer was lost is no conflict with what was edited meanwhile', async () => {
    const { host, edit, states } = setUp();
    host.isMute = true;
    edit('b');
    await vi.advanceTimersByTimeAsync(1000);
    expect(states.at(-1)).toBe('failed');
    host.isMute = false;
    edit('c');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(states).not.toContain('conflict');
    expect(states.at(-1)).toBe('saved');
    expect(host).toMatchObject({ saved: { title: 'c' }, revision: 6 });
  });

  it('an edit that was undone after its answer was lost is undone at the host, too', async () => {
    const { host, window, autosave, edit } = setUp();
    host.isMute = true;
    edit('b');
    await vi.advanceTimersByTimeAsync(1000);
    host.isMute = false;
    window.document = first;
    autosave.changed();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(host.saved).toBe(first);
  });

  it('what could not be saved on closing is said, and saved later', async () => {
    const { host, autosave, edit } = setUp();
    host.down = true;
    edit('last');
    const closed = autosave.close();
    await vi.advanceTimersByTimeAsync(100);
    expect(await closed).toMatchObject({ kind: 'failed' });
    host.down = false;
    await vi.advanceTimersByTimeAsync(6000);
    expect(host.saved.title).toBe('last');
  });

  it('what could not be saved on closing is saved before the document is opened again', async () => {
    const { host, autosave, edit } = setUp();
    host.isMute = true;
    edit('last but one');
    void autosave.flush();
    await vi.advanceTimersByTimeAsync(100);
    edit('last');
    void autosave.close();
    await vi.advanceTimersByTimeAsync(100);
    host.isMute = false;
    void saveWhatWasLeft();
    await vi.advanceTimersByTimeAsync(200);
    expect(host.saved.title).toBe('last');
    const { saves } = host;
    await saveWhatWasLeft();
    expect(host.saves).toBe(saves);
  });

  it('a conflict on closing is said, unless the user saw it before', async () => {
    const { host, autosave, edit } = setUp();
    host.revision = 9;
    edit('mine');
    const closed = autosave.close();
    await vi.advanceTimersByTimeAsync(100);
    expect(await closed).toEqual({ kind: 'conflict' });
    expect(await autosave.close()).toBeNull();
  });

  it('saves the last edit on closing', async () => {
    const { host, autosave, edit } = setUp();
    edit('last');
    void autosave.close();
    await vi.advanceTimersByTimeAsync(100);
    expect(host.saved.title).toBe('last');
  });
});
