import { describe, expect, it } from 'vitest';
import { applyCommand, type Command } from '../../../../src-renderer/document/commands.ts';
import { freeLetter } from '../../../../src-renderer/document/snapshot-commands.ts';
import { findProblem } from '../../../../src-shared/mixing/parse-project.ts';
import { presentMix } from '../../../../src-shared/mixing/snapshots.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { exampleProject } from './arbitrary.ts';

const KEEP: Command = { type: 'addSnapshot', name: '', copyOf: null };
const after = (document: ProjectDocument, ...commands: readonly Command[]): ProjectDocument =>
  commands.reduce(applyCommand, document);

describe('snapshots of the mix', () => {
  it('take the first free letter, and are no more than eight', () => {
    const two = after(exampleProject(), KEEP, KEEP, KEEP, { type: 'removeSnapshot', snapshotId: 'B' });
    expect(two.snapshots.map(({ id }) => id)).toEqual(['A', 'C']);
    expect(after(two, KEEP).snapshots.map(({ id }) => id)).toEqual(['A', 'B', 'C']);
    const full = after(exampleProject(), ...Array.from({ length: 8 }, () => KEEP));
    expect(freeLetter(full)).toBeNull();
    expect(after(full, KEEP)).toBe(full);
  });

  it('bring back everything that was heard: strips, automation, groups, rooms and master', () => {
    const treated = after(
      exampleProject(),
      { type: 'newGroup', trackId: 'track-1', name: 'Low' },
      { type: 'setSend', trackId: 'track-2', room: 1, gainDb: -9 },
      { type: 'setPoint', trackId: 'track-1', target: 'gainDb', at: 10, value: -5 },
      { type: 'setRoomGain', room: 0, gainDb: -4 },
      KEEP,
    );
    const other = after(
      treated,
      { type: 'resetTrack', trackId: 'track-1' },
      { type: 'resetTrack', trackId: 'track-2' },
      { type: 'setRoomGain', room: 0, gainDb: 2 },
      { type: 'setMasterGain', gainDb: 3 },
    );
    const back = after(other, { type: 'useSnapshot', snapshotId: 'A' });
    expect(presentMix(back)).toEqual(presentMix(treated));
    expect(findProblem(back)).toBeNull();
    expect(after(back, { type: 'useSnapshot', snapshotId: 'A' })).toBe(back);
  });

  it('leave names, colours, order and markers as they are now', () => {
    const now = after(
      exampleProject(),
      KEEP,
      { type: 'setTrack', trackId: 'track-1', patch: { name: 'First', colour: 7, gainDb: -3 } },
      { type: 'moveTrack', trackId: 'track-1', index: 2 },
      { type: 'useSnapshot', snapshotId: 'A' },
    );
    expect(now.tracks[2]).toMatchObject({ id: 'track-1', name: 'First', colour: 7, gainDb: 0 });
  });

  it('are replaced by the present mix and renamed', () => {
    const now = after(
      exampleProject(),
      KEEP,
      { type: 'setMasterGain', gainDb: -2 },
      { type: 'replaceSnapshot', snapshotId: 'A' },
      { type: 'renameSnapshot', snapshotId: 'A', name: '  dry ' },
    );
    expect(now.snapshots).toMatchObject([{ id: 'A', name: 'dry', master: { gainDb: -2 } }]);
    expect(after(now, { type: 'replaceSnapshot', snapshotId: 'A' })).toBe(now);
    expect(() => after(now, { type: 'useSnapshot', snapshotId: 'H' })).toThrow('no snapshot H');
  });

  it('are refused where they don’t fit their project', () => {
    const document = after(exampleProject(), KEEP);
    const [snapshot] = document.snapshots;
    if (snapshot === undefined) throw new Error('nothing was kept');
    const broken = (change: object): string | null =>
      findProblem({ ...document, snapshots: [{ ...snapshot, ...change }] });
    expect(broken({ tracks: snapshot.tracks.slice(1) })).toContain('snapshot A: its tracks');
    expect(broken({ tracks: snapshot.tracks.map((track) => ({ ...track, group: 'x' })) })).toContain(
      'a group that is not there',
    );
    expect(findProblem({ ...document, snapshots: [snapshot, snapshot] })).toContain('two snapshots');
  });

  it('keep what was picked blind, until a mix in it is another one', () => {
    const blind = { mixes: ['A', 'B'], picks: ['A', null, 'A'] };
    const compared = after(exampleProject(), KEEP, KEEP, KEEP, { type: 'setBlind', blind });
    expect(compared.blind).toEqual(blind);
    const renamed = after(
      compared,
      { type: 'renameSnapshot', snapshotId: 'A', name: 'full' },
      { type: 'removeSnapshot', snapshotId: 'C' },
      { type: 'setMasterGain', gainDb: -7 },
    );
    expect(renamed.blind).toEqual(blind);
    expect(after(renamed, { type: 'removeSnapshot', snapshotId: 'B' }).blind).toBeNull();
    expect(after(renamed, { type: 'replaceSnapshot', snapshotId: 'A' }).blind).toBeNull();
  });
});
