import { expect, it } from 'vitest';
import { heardMix } from '../../../../../src-main/app/files/heard-mix.ts';
import { applyCommand } from '../../../../../src-renderer/document/commands.ts';
import { exampleProject } from '../../../src-renderer/document/arbitrary.ts';

const loud = applyCommand(exampleProject(), { type: 'setMasterGain', gainDb: 6 });
const kept = applyCommand(loud, { type: 'addSnapshot', name: 'Full hall', copyOf: null });
const document = applyCommand(kept, { type: 'setMasterGain', gainDb: -3 });

it('is the present mix unless a snapshot is asked for, by letter or name', () => {
  expect(heardMix(document, undefined)).toBe(document);
  expect(heardMix(document, 'a').master.gainDb).toBe(6);
  expect(heardMix(document, 'full HALL').master.gainDb).toBe(6);
  expect(() => heardMix(document, 'B')).toThrow('The project has no snapshot "B"; it has A (Full hall)');
  expect(() => heardMix(loud, 'A')).toThrow('it has none');
});
