import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ScoreFile } from '../../../../../../src-main/app/files/cad2/scores.ts';
import { tempDir } from '../../../../../support/temp.ts';

const score = { scene: 'S50001', song: 'Trio, "slow"', listener: 'L1', left: 0.5, right: 0.25 };

test('scores are written as the challenge has them, and read again', async () => {
  const path = join(tempDir(), 'scores.csv');
  const file = await ScoreFile.open(path);
  await file.add([score]);
  expect(readFileSync(path, 'utf8')).toBe(
    'scene,song,listener,left_haaqi,right_haaqi,avg_haaqi\nS50001,"Trio, ""slow""",L1,0.5,0.25,0.375\n',
  );
  const again = await ScoreFile.open(path);
  expect(again.get('S50001', 'L1')).toEqual(score);
  expect(again.get('S50001', 'L2')).toBeUndefined();
});

test('a file of something else is refused', async () => {
  const path = join(tempDir(), 'scores.csv');
  writeFileSync(path, 'a,b\n1,2\n');
  await expect(ScoreFile.open(path)).rejects.toMatchObject({ code: 'call/invalid' });
});
