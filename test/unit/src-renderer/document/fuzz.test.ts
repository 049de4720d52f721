import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDocumentStore, type DocumentStore } from '../../../../src-renderer/document/store.ts';
import { parseProject } from '../../../../src-shared/mixing/parse-project.ts';
import { anyAction, anyCommand, exampleProject, type Action } from './arbitrary.ts';

/** Recorded, so that a failure can be run again; fast-check prints the shrunk case beside it. */
const SEED = 20261121;

function perform(store: DocumentStore, action: Action): void {
  switch (action.kind) {
    case 'command': {
      const command = action.make(store.getSnapshot().document);
      if (command !== null) store.apply(command);
      return;
    }
    case 'begin':
      store.begin('changeTrack');
      return;
    case 'end':
    case 'cancel':
    case 'undo':
    case 'redo':
      store[action.kind]();
  }
}

describe('random sessions', () => {
  it('keep every document valid, and frozen snapshots never change', () => {
    fc.assert(
      fc.property(fc.array(anyAction, { maxLength: 60 }), (actions) => {
        const store = createDocumentStore(exampleProject());
        for (const action of actions) {
          const before = store.getSnapshot();
          const text = JSON.stringify(before.document);
          perform(store, action);
          expect(JSON.stringify(before.document)).toBe(text);
          const { document } = store.getSnapshot();
          expect(parseProject(structuredClone(document))).toEqual(document);
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('undo of everything gives the first document, redo of everything the last', () => {
    fc.assert(
      fc.property(fc.array(anyAction, { maxLength: 80 }), (actions) => {
        const first = exampleProject();
        const store = createDocumentStore(first);
        for (const action of actions) perform(store, action);
        store.end();
        while (store.getSnapshot().canRedo) store.redo();
        const last = store.getSnapshot().document;
        while (store.getSnapshot().canUndo) store.undo();
        expect(store.getSnapshot().document).toBe(first);
        while (store.getSnapshot().canRedo) store.redo();
        expect(store.getSnapshot().document).toBe(last);
      }),
      { seed: SEED + 1, numRuns: 200 },
    );
  });

  it('a gesture is one step, and a cancelled one is none', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { minLength: 1, maxLength: 20 }), fc.boolean(), (commands, ends) => {
        const first = exampleProject();
        const store = createDocumentStore(first);
        store.begin('changeGain');
        for (const command of commands) perform(store, command);
        const last = store.getSnapshot().document;
        if (ends) store.end();
        else store.cancel();
        const { document, canUndo } = store.getSnapshot();
        if (!ends) expect([document, canUndo]).toEqual([first, false]);
        else if (canUndo) {
          expect(document).toBe(last);
          store.undo();
          expect(store.getSnapshot()).toMatchObject({ document: first, canUndo: false });
          expect(store.getSnapshot().document).toBe(first);
        } else expect(document).toBe(first);
      }),
      { seed: SEED + 2, numRuns: 200 },
    );
  });

  it('saving and reading back gives an equal document', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 40 }), (commands) => {
        const store = createDocumentStore(exampleProject());
        for (const command of commands) perform(store, command);
        const { document } = store.getSnapshot();
        expect(parseProject(JSON.parse(JSON.stringify(document)))).toEqual(document);
      }),
      { seed: SEED + 3, numRuns: 150 },
    );
  });
});
