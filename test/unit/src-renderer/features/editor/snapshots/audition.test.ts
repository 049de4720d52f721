import { describe, expect, it } from 'vitest';
import { createDocumentStore, type DocumentStore } from '../../../../../../src-renderer/document/store.ts';
import type { EngineMix } from '../../../../../../src-renderer/engine/state.ts';
import {
  createAudition,
  type Audition,
} from '../../../../../../src-renderer/features/editor/snapshots/audition.ts';
import { MixLevels } from '../../../../../../src-renderer/features/editor/snapshots/mix-levels.ts';
import { hearNext, hearOther } from '../../../../../../src-renderer/features/editor/snapshots/switch.ts';
import { exampleProject } from '../../../document/arbitrary.ts';

interface Rig {
  readonly store: DocumentStore;
  readonly audition: Audition;
  /** What the engine plays: the master's gain, which tells the mixes apart, and the trim. */
  heard: () => readonly [masterGainDb: number, trimDb: number];
  settled: () => Promise<void>;
}

/** Snapshot A at 0 dB, B at -6, and -3 dB at present; every mix is as loud as its master's gain less 20 LUFS. */
function rig(): Rig {
  const store = createDocumentStore(exampleProject());
  let mix: EngineMix | null = null;
  let trim = 0;
  const levels = new MixLevels((document) => Promise.resolve(document.master.gainDb - 20));
  const engine = {
    configure: (next: EngineMix) => void (mix = next),
    setTrim: (db: number) => void (trim = db),
  };
  const audition = createAudition(store, engine, levels);
  const follow = (): void => audition.follow(store.getSnapshot().document);
  store.subscribe(follow);
  follow();
  store.apply({ type: 'addSnapshot', name: '', copyOf: null });
  store.apply({ type: 'setMasterGain', gainDb: -6 });
  store.apply({ type: 'addSnapshot', name: 'soft', copyOf: null });
  store.apply({ type: 'setMasterGain', gainDb: -3 });
  return {
    store,
    audition,
    heard: () => [mix?.masterGainDb ?? Number.NaN, trim],
    settled: async () => {
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    },
  };
}

describe('hearing snapshots', () => {
  it('plays each at the level of the quietest, and changes no document', async () => {
    const { store, audition, heard, settled } = rig();
    const { document } = store.getSnapshot();
    expect(heard()).toEqual([-3, 0]);
    audition.hear('A');
    await settled();
    expect(heard()).toEqual([0, -6]);
    audition.hear('B');
    expect(heard()).toEqual([-6, 0]);
    audition.hear(null);
    expect(heard()).toEqual([-3, -3]);
    expect(store.getSnapshot().document).toBe(document);
  });

  it('leaves the levels alone when matching is off', async () => {
    const { audition, heard, settled } = rig();
    audition.setMatching(false);
    audition.hear('A');
    await settled();
    expect(heard()).toEqual([0, 0]);
    audition.setMatching(true);
    await settled();
    expect(heard()).toEqual([0, -6]);
  });

  it('ends with an edit, which is heard at once at its own level', async () => {
    const { store, audition, heard, settled } = rig();
    audition.hear('A');
    await settled();
    store.apply({ type: 'setMasterGain', gainDb: 1 });
    expect(heard()).toEqual([1, 0]);
    expect(audition.state.getSnapshot()).toMatchObject({ heard: null, comparing: false });
  });

  it('goes on while a name, a colour or a marker changes', async () => {
    const { store, audition, heard, settled } = rig();
    audition.hear('A');
    await settled();
    store.apply({ type: 'setTrack', trackId: 'track-1', patch: { name: 'First', colour: 4 } });
    store.apply({ type: 'moveTrack', trackId: 'track-1', index: 2 });
    store.apply({ type: 'addRegion', region: { id: 'r', name: 'Trio', start: 5, end: null } });
    expect(heard()).toEqual([0, -6]);
  });

  it('goes back to the present mix when the snapshot is deleted, also by undo', () => {
    const { store, audition, heard } = rig();
    audition.hear('B');
    store.apply({ type: 'removeSnapshot', snapshotId: 'B' });
    expect(heard()[0]).toBe(-3);
    expect(audition.state.getSnapshot().heard).toBeNull();
    store.undo();
    audition.hear('B');
    expect(heard()[0]).toBe(-6);
  });

  it('a snapshot becomes the present mix, and undo takes that back', () => {
    const { store, heard } = rig();
    store.apply({ type: 'useSnapshot', snapshotId: 'A' });
    expect(heard()).toEqual([0, 0]);
    store.undo();
    expect(heard()).toEqual([-3, 0]);
  });
});

describe('the keys', () => {
  it('go around the present mix and the snapshots, and back to the last one', () => {
    const { store, audition } = rig();
    const session = { store, audition };
    const letters = ([1, 1, 1, -1] as const).map((by) => {
      hearNext(session, by);
      return audition.state.getSnapshot().heard;
    });
    expect(letters).toEqual(['A', 'B', null, 'B']);
    hearOther(session);
    expect(audition.state.getSnapshot().heard).toBeNull();
    hearOther(session);
    expect(audition.state.getSnapshot().heard).toBe('B');
  });
});
