import { expect, it } from 'vitest';
import { parseProject } from '../../../../../src-shared/mixing/parse-project.ts';
import { presentMix } from '../../../../../src-shared/mixing/snapshots.ts';
import { EXAMPLE_FITTING } from '../../../../support/fitting.ts';
import { exampleProject } from '../../../../support/project.ts';

const { listener, hearing, fullScaleDbSpl, matchDb, limitDbSpl, bypassed } = EXAMPLE_FITTING;
const before = { listener, hearing, fullScaleDbSpl, matchDb, limitDbSpl, bypassed };

it.each([
  ['camfit', { rule: 'camfit', loss: 'none', matchDb: EXAMPLE_FITTING.matchDb }],
  ['loss', { rule: 'none', loss: 'plain', matchDb: null }],
  ['loss-smeared-6', { rule: 'none', loss: 'smeared-6', matchDb: null }],
])('a project of schema 11 with the rule %s keeps what it sounds like', (rule, after) => {
  const now = exampleProject();
  const master = { ...now.master, fitting: { ...before, rule } };
  const read = parseProject({
    ...{ ...now, schema: 11, master },
    snapshots: [{ id: 'A', name: 'dry', ...presentMix(now), master }],
  });
  const masters = [read.master, ...read.snapshots.map((snapshot) => snapshot.master)];
  expect(masters).toHaveLength(2);
  for (const { fitting } of masters) {
    expect(fitting).toEqual({ ...EXAMPLE_FITTING, ...after, matchedMix: null });
  }
});

it('a project of schema 11 without a fitting still has none', () => {
  expect(parseProject({ ...exampleProject(), schema: 11 }).master.fitting).toBeNull();
});
