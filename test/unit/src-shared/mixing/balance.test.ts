import { expect, it } from 'vitest';
import { leadDb, leadGains, offsetDb, partsOf } from '../../../../src-shared/mixing/balance.ts';
import { rebalanced } from '../../../../src-shared/mixing/rebalance.ts';
import { exampleProject } from '../../../support/project.ts';

it('players of one instrument are one part, and the rest is one', () => {
  const project = exampleProject();
  const parts = partsOf(project);
  expect(parts.flatMap(({ trackIds }) => trackIds).sort()).toEqual(project.tracks.map(({ id }) => id).sort());
  for (const part of parts) {
    for (const id of part.trackIds) {
      const track = project.tracks.find((candidate) => candidate.id === id);
      expect(track?.source.kind === 'rest' ? 'rest' : (track?.instrument ?? track?.name)).toBe(part.name);
    }
  }
});

it('the lead moves out by half and the others back by half, and offsets tell it again', () => {
  const before = exampleProject();
  const parts = partsOf(before);
  const [lead] = parts;
  if (lead === undefined) throw new Error('there are parts');
  const after = rebalanced(before, leadGains(lead, parts, 6));
  const offsets = new Map(parts.map((part) => [part.name, offsetDb(part, before, after)]));
  for (const [name, db] of offsets) expect(db).toBe(name === lead.name ? 3 : -3);
  expect(leadDb(lead, offsets)).toBe(6);
  expect(leadDb(lead, new Map(parts.map((part) => [part.name, 2])))).toBe(0);
});
