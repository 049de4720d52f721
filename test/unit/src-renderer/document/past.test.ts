import { describe, expect, it } from 'vitest';
import { applyCommand } from '../../../../src-renderer/document/commands.ts';
import { pastFrom } from '../../../../src-renderer/document/past.ts';
import { createDocumentStore } from '../../../../src-renderer/document/store.ts';
import { exampleProject } from './arbitrary.ts';

const first = exampleProject();
const withGain = (gainDb: number) =>
  applyCommand(first, { type: 'setTrack', trackId: 'track-1', patch: { gainDb } });
/** As it comes from the host: equal, and another object. */
const stored = (document: typeof first) => structuredClone(document);

describe('the past of a project', () => {
  it('is undone step by step after opening it again, and redone', () => {
    const store = createDocumentStore(
      withGain(-2),
      pastFrom([
        { document: stored(first), edit: null },
        { document: stored(withGain(-1)), edit: 'changeGain' },
        { document: stored(withGain(-2)), edit: 'somethingNewer' },
      ]),
    );
    expect(store.getSnapshot()).toMatchObject({ canUndo: true, undoLabel: 'otherEdit' });
    store.undo();
    expect(store.getSnapshot()).toMatchObject({ document: withGain(-1), undoLabel: 'changeGain' });
    store.undo();
    expect(store.getSnapshot()).toMatchObject({ document: first, canUndo: false });
    store.redo();
    store.redo();
    expect(store.getSnapshot().document).toEqual(withGain(-2));
  });

  it('leaves out what was undone', () => {
    const steps = pastFrom([
      { document: stored(first), edit: null },
      { document: stored(withGain(-1)), edit: 'changeGain' },
      { document: stored(first), edit: null },
      { document: stored(withGain(-3)), edit: 'changeGain' },
    ]);
    expect(steps).toEqual([{ value: first, label: 'changeGain' }]);
    expect(pastFrom([])).toEqual([]);
  });

  it('grows by a restored version, which can be undone', () => {
    const store = createDocumentStore(withGain(-2));
    store.restore(first);
    expect(store.getSnapshot()).toMatchObject({ document: first, undoLabel: 'restoreVersion' });
    store.undo();
    expect(store.getSnapshot().document).toEqual(withGain(-2));
  });
});
