import { presentMix, withMix } from '../../src-shared/mixing/snapshots.ts';
import type { BlindTally, ProjectDocument, Snapshot } from '../../src-shared/project/document.ts';
import { LONGEST_SNAPSHOT_NAME, MOST_SNAPSHOTS } from '../../src-shared/project/limits.ts';
import { patched, sameValue } from './edits.ts';

/** Edits of the snapshots of the whole mix. */
export type SnapshotCommand =
  /** Keeps a mix under the first free letter; ignored once every letter is taken. */
  | {
      readonly type: 'addSnapshot';
      readonly name: string;
      /** The snapshot whose mix is kept; null for the present mix. */
      readonly copyOf: string | null;
    }
  /** Keeps the present mix in the place of the one that was kept. */
  | { readonly type: 'replaceSnapshot'; readonly snapshotId: string }
  /** An empty name leaves the letter. */
  | { readonly type: 'renameSnapshot'; readonly snapshotId: string; readonly name: string }
  | { readonly type: 'removeSnapshot'; readonly snapshotId: string }
  /** Makes a kept mix the present one. */
  | { readonly type: 'useSnapshot'; readonly snapshotId: string }
  /** Keeps what was picked in a blind comparison. */
  | { readonly type: 'setBlind'; readonly blind: BlindTally };

export function applySnapshotCommand(document: ProjectDocument, command: SnapshotCommand): ProjectDocument {
  if (command.type === 'addSnapshot') return added(document, command);
  if (command.type === 'setBlind') return { ...document, blind: command.blind };
  const { snapshots } = document;
  const before = snapshotIn(document, command.snapshotId);
  switch (command.type) {
    case 'replaceSnapshot':
      return replaced(withoutBlind(document, before), before, { ...before, ...presentMix(document) });
    case 'renameSnapshot':
      return replaced(document, before, patched(before, { name: fitting(command.name) }));
    case 'removeSnapshot':
      return {
        ...withoutBlind(document, before),
        snapshots: snapshots.filter((snapshot) => snapshot !== before),
      };
    case 'useSnapshot': {
      const after = withMix(document, before);
      return sameValue(after, document) ? document : after;
    }
  }
}

/** The first letter that no snapshot has; null once all are taken. */
export function freeLetter({ snapshots }: ProjectDocument): string | null {
  const letters = Array.from({ length: MOST_SNAPSHOTS }, (_, index) => String.fromCharCode(65 + index));
  return letters.find((letter) => !snapshots.some(({ id }) => id === letter)) ?? null;
}

function added(
  document: ProjectDocument,
  { name, copyOf }: Extract<SnapshotCommand, { readonly type: 'addSnapshot' }>,
): ProjectDocument {
  const id = freeLetter(document);
  if (id === null) return document;
  const mix = copyOf === null ? presentMix(document) : snapshotIn(document, copyOf);
  const snapshot: Snapshot = { ...mix, id, name: fitting(name) };
  const snapshots = [...document.snapshots, snapshot].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...document, snapshots };
}

function replaced(document: ProjectDocument, before: Snapshot, after: Snapshot): ProjectDocument {
  if (sameValue(after, before)) return document;
  return {
    ...document,
    snapshots: document.snapshots.map((snapshot) => (snapshot === before ? after : snapshot)),
  };
}

/** What was picked of a mix says nothing about another one in its place. */
const withoutBlind = (document: ProjectDocument, { id }: Snapshot): ProjectDocument =>
  document.blind?.mixes.includes(id) === true ? { ...document, blind: null } : document;

function snapshotIn({ snapshots }: ProjectDocument, id: string): Snapshot {
  const snapshot = snapshots.find((candidate) => candidate.id === id);
  if (snapshot === undefined) throw new Error(`no snapshot ${id}`);
  return snapshot;
}

const fitting = (name: string): string => name.trim().slice(0, LONGEST_SNAPSHOT_NAME);
