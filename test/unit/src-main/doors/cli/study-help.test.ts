import { expect, test } from 'vitest';
import { study } from '../../../../../src-main/doors/cli/study.ts';

test('the help of study create names the keys through which a design’s sounds are heard', () => {
  const help = study.help(['create']).replace(/\s+/g, ' ');
  expect(help).toContain(' heard: {listener:');
  expect(help).toContain(' referenceHeard ');
});
