import { describe, expect, it } from 'vitest';
import { createDocumentStore } from '../../../../../../src-renderer/document/store.ts';
import { createAudition } from '../../../../../../src-renderer/features/editor/snapshots/audition.ts';
import { createHeardStore } from '../../../../../../src-renderer/features/editor/snapshots/heard-store.ts';
import { MixLevels } from '../../../../../../src-renderer/features/editor/snapshots/mix-levels.ts';
import { exampleProject } from '../../../document/arbitrary.ts';

/** Snapshot A at 0 dB; -3 dB at present. */
function rig() {
  const kept = createDocumentStore(exampleProject());
  kept.apply({ type: 'setMasterGain', gainDb: 0 });
  kept.apply({ type: 'addSnapshot', name: '', copyOf: null });
  kept.apply({ type: 'setMasterGain', gainDb: -3 });
  const engine = { configure: () => undefined, setTrim: () => undefined };
  const audition = createAudition(kept, engine, new MixLevels(() => Promise.resolve(-20)));
  const follow = (): void => audition.follow(kept.getSnapshot().document);
  kept.subscribe(follow);
  follow();
  const store = createHeardStore(kept, audition);
  const master = (): number => store.getSnapshot().document.master.gainDb;
  return { kept, audition, store, master, heard: () => audition.state.getSnapshot().heard };
}

describe('the store with the mix that is heard', () => {
  it('shows a snapshot while it is heard, tells its listeners, and keeps the document', () => {
    const { kept, audition, store, master } = rig();
    const before = kept.getSnapshot();
    let told = 0;
    const unsubscribe = store.subscribe(() => (told += 1));
    expect(store.getSnapshot()).toBe(before);
    audition.hear('A');
    expect(master()).toBe(0);
    expect(store.getSnapshot()).toBe(store.getSnapshot());
    expect(told).toBe(1);
    audition.hear(null);
    expect(store.getSnapshot()).toBe(before);
    expect(told).toBe(2);
    unsubscribe();
    audition.hear('A');
    expect(told).toBe(2);
  });

  it('goes on from the snapshot with an edit of the mix, and one undo brings the present mix back', () => {
    const { kept, audition, store, master, heard } = rig();
    const [first] = kept.getSnapshot().document.tracks;
    audition.hear('A');
    store.apply({ type: 'setTrack', trackId: first?.id ?? '', patch: { pan: 0.25 } });
    expect(heard()).toBeNull();
    expect(kept.getSnapshot().document.master.gainDb).toBe(0);
    expect(kept.getSnapshot().document.tracks[0]?.pan).toBe(0.25);
    store.undo();
    expect(master()).toBe(-3);
    expect(kept.getSnapshot().document.tracks[0]).toBe(first);
  });

  it('makes one undo step of a whole gesture', () => {
    const { audition, store, master } = rig();
    audition.hear('A');
    store.begin('changeMasterGain');
    for (const gainDb of [-0.5, -1, -1.5]) store.apply({ type: 'setMasterGain', gainDb });
    store.end();
    expect(master()).toBe(-1.5);
    store.undo();
    expect(master()).toBe(-3);
    store.redo();
    expect(master()).toBe(-1.5);
  });

  it('goes on hearing the snapshot with an edit that is not of the mix', () => {
    const { kept, audition, store, heard } = rig();
    const { id = '' } = kept.getSnapshot().document.tracks[0] ?? {};
    audition.hear('A');
    store.apply({ type: 'setTrack', trackId: id, patch: { name: 'Oboe' } });
    store.apply({ type: 'renameSnapshot', snapshotId: 'A', name: 'full' });
    store.apply({ type: 'setLoop', loop: { start: 10, end: 20 }, loopEnabled: true });
    expect(heard()).toBe('A');
    expect(kept.getSnapshot().document.master.gainDb).toBe(-3);
    expect(store.getSnapshot().document.tracks[0]?.name).toBe('Oboe');
  });

  it('keeps the mix that is heard as a new snapshot', () => {
    const { kept, audition, store, heard } = rig();
    const masters = (): number[] =>
      kept.getSnapshot().document.snapshots.map(({ master: { gainDb } }) => gainDb);
    store.apply({ type: 'addSnapshot', name: '', copyOf: null });
    expect(masters()).toEqual([0, -3]);
    audition.hear('A');
    store.apply({ type: 'addSnapshot', name: '', copyOf: null });
    expect(masters()).toEqual([0, -3, 0]);
    expect(heard()).toBe('A');
    expect(kept.getSnapshot().document.master.gainDb).toBe(-3);
  });
});
