import { describe, expect, it } from 'vitest';
import { applyCommand, labelOf, type Command } from '../../../../src-renderer/document/commands.ts';
import { MASTER, ROOM_OWNERS, stripOf } from '../../../../src-renderer/document/strip-owners.ts';
import { findProblem } from '../../../../src-shared/mixing/parse-project.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { exampleProject } from './arbitrary.ts';

const after = (document: ProjectDocument, ...commands: readonly Command[]): ProjectDocument => {
  const result = commands.reduce(applyCommand, document);
  expect(findProblem(result)).toBeNull();
  return result;
};
const before = exampleProject();

describe('groups', () => {
  it('are renamed, which is an edit of its own', () => {
    const founded = after(before, { type: 'newGroup', trackId: 'track-1', name: 'Upper' });
    const rename = (name: string): Command => ({ type: 'setGroup', groupId: 'group-1', patch: { name } });
    expect(after(founded, rename(' High ')).groups[0]?.name).toBe('High');
    expect(() => applyCommand(founded, rename('  '))).toThrow('must not be empty');
    expect(after(founded, rename('Upper'))).toBe(founded);
    expect(labelOf(rename('High'))).toBe('renameGroup');
    expect(labelOf({ type: 'setGroup', groupId: 'group-1', patch: { gainDb: 1 } })).toBe('changeGroup');
  });

  it('tracks join, leave and found them; an empty one goes', () => {
    const founded = after(
      before,
      { type: 'newGroup', trackId: 'track-1', name: ' Upper ' },
      { type: 'joinGroup', trackId: 'track-2', groupId: 'group-1' },
      { type: 'setGroup', groupId: 'group-1', patch: { gainDb: -500, muted: true } },
    );
    expect(founded.groups).toEqual([
      { id: 'group-1', name: 'Upper', gainDb: -120, muted: true, soloed: false, automation: [] },
    ]);
    expect(founded.tracks.map(({ group }) => group)).toEqual(['group-1', 'group-1', null]);
    const left = after(founded, { type: 'joinGroup', trackId: 'track-1', groupId: null });
    expect(left.groups).toHaveLength(1);
    const gone = after(left, { type: 'newGroup', trackId: 'track-2', name: 'Solo' });
    expect(gone.groups.map(({ id, name }) => [id, name])).toEqual([['group-2', 'Solo']]);
  });

  it('what changes nothing is the same document', () => {
    expect(applyCommand(before, { type: 'joinGroup', trackId: 'track-1', groupId: null })).toBe(before);
    expect(applyCommand(before, { type: 'setRoomGain', room: 0, gainDb: 0 })).toBe(before);
    expect(applyCommand(before, { type: 'setSend', trackId: 'track-1', room: 1, gainDb: -72 })).toBe(before);
    expect(() => applyCommand(before, { type: 'setRoomGain', room: 2, gainDb: 0 })).toThrow('no room 2');
    expect(() => applyCommand(before, { type: 'joinGroup', trackId: 'track-1', groupId: 'x' })).toThrow(
      'no group x',
    );
  });
});

describe('strips of the master and the rooms', () => {
  it('take processors, but keep the limiter last and the room’s processor', () => {
    const made = after(
      before,
      { type: 'addEntry', trackId: MASTER, processor: 'equaliser', index: 0 },
      { type: 'setParam', trackId: MASTER, entryId: 'limiter', param: 'ceiling', value: -99 },
      { type: 'setBypass', trackId: MASTER, entryId: 'limiter', bypassed: false },
      { type: 'setParam', trackId: ROOM_OWNERS[1], entryId: 'room', param: 'decay', value: 4000 },
      { type: 'setSend', trackId: 'track-3', room: 1, gainDb: -9 },
    );
    expect(stripOf(made, MASTER).map(({ id }) => id)).toEqual(['equaliser', 'limiter']);
    expect(made.master.limiter).toMatchObject({ bypassed: false, params: { ceiling: -12 } });
    expect(made.rooms[1]?.processor.params['decay']).toBe(4000);
    expect(made.tracks[2]?.sendsDb).toEqual([-72, -9]);
    const wrong: readonly [Command, RegExp][] = [
      [{ type: 'removeEntry', trackId: MASTER, entryId: 'limiter' }, /limiter is the last/],
      [{ type: 'moveEntry', trackId: MASTER, entryId: 'limiter', index: 0 }, /limiter is the last/],
      [{ type: 'addEntry', trackId: MASTER, processor: 'utility', index: 2 }, /limiter is the last/],
      [{ type: 'removeEntry', trackId: 'room-a', entryId: 'room' }, /one processor/],
      [{ type: 'addEntry', trackId: 'track-1', processor: 'limiter', index: 0 }, /no processor/],
    ];
    for (const [command, message] of wrong) expect(() => applyCommand(made, command)).toThrow(message);
  });

  it('a strip is replaced by copies with ids of their own; lanes of what is gone go', () => {
    const lane = { type: 'setLane', trackId: 'track-1', points: [{ at: 0, value: 1 }] } as const;
    const entries = [
      { processor: 'compressor', version: 1, params: { ratio: 99 }, bypassed: true },
      { processor: 'compressor', version: 1, params: {}, bypassed: false },
    ];
    const made = after(
      before,
      { ...lane, target: 'equaliser.gain1' },
      { ...lane, target: 'compressor.ratio' },
      { ...lane, target: 'pan' },
      { type: 'setStrip', trackId: 'track-1', entries },
    );
    const [track] = made.tracks;
    expect(track?.strip.map(({ id, params }) => [id, params])).toEqual([
      ['compressor', { ratio: 20 }],
      ['compressor-2', {}],
    ]);
    expect(track?.automation.map(({ target }) => target)).toEqual(['compressor.ratio', 'pan']);
  });
});
