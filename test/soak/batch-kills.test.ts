import { expect, it } from 'vitest';
import { killBatch } from '../support/kills/batch-kills.ts';
import { tempDir } from '../support/temp.ts';

const count = Number(process.env['DIVISI_KILLS'] ?? 100);
const seed = Number(process.env['DIVISI_SEED'] ?? 18);

it(`a batch that is killed ${count} times does nothing twice, and loses nothing`, async () => {
  const { kills, batches, problems } = await killBatch(tempDir(), count, seed, (done, wrong) =>
    console.log(`${done} kills, ${wrong} problems`),
  );
  console.log(`seed ${seed}: ${kills} kills, ${batches} batches`, problems);
  expect(problems).toEqual([]);
  expect(kills).toBe(count);
});
