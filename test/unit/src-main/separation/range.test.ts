import { expect, it } from 'vitest';
import { openSession } from '../../../../src-main/inference/session.ts';
import { readManifest, weightsPath } from '../../../../src-main/inference/model-folder.ts';
import { requireSeparator } from '../../../../src-main/inference/separator-manifest.ts';
import { methodFor } from '../../../../src-main/separation/method.ts';
import { planStems } from '../../../../src-main/separation/stem-plan.ts';
import type { StemBlock } from '../../../../src-main/separation/synthesis.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';
import { writeTinyModel } from '../inference/tiny-model.ts';
import { music, readerOf } from '../../../support/music.ts';
import { tempDir } from '../../../support/temp.ts';

const RATE = 44_100;
const FRAMES = 4 * RATE;

it.each(['best', 'fast'] as const)(
  'a range of one channel has the bytes that it has in the whole, %s',
  async (effort) => {
    const dir = await writeTinyModel(tempDir());
    const manifest = requireSeparator(await readManifest(dir));
    const session = await openSession(weightsPath(dir, manifest), { providers: ['cpu'], threads: 1 });
    const { classes, playersPerClass } = manifest.sources;
    const plan = planStems(ensembleOf(['violin', 'cello']), { classes, playersPerClass });
    const reader = readerOf(music(FRAMES, RATE, 1), RATE, 's16');
    const method = await methodFor({
      effort,
      ...{ manifest, session, plan, reader, gridBits: 16, told: null },
      from: 0,
      to: FRAMES,
    });
    const { signal } = new AbortController();
    const collect = async (work: (write: (block: StemBlock) => Promise<void>) => Promise<void>) => {
      const blocks: StemBlock[] = [];
      await work((block) =>
        Promise.resolve(
          void blocks.push(block.map((channels) => channels.map((samples) => samples.slice()))),
        ),
      );
      return plan.stems.map((_, stem) => blocks.flatMap((block) => [...(block[stem]?.[0] ?? [])]));
    };
    const whole = await collect((write) =>
      method.run({ resume: null, signal, write, segmentDone: () => Promise.resolve() }),
    );
    for (const [from, to] of [
      [0, 1000],
      [RATE, 2 * RATE],
      [FRAMES - 5000, FRAMES],
    ] as const) {
      const part = await collect(async (write) =>
        method.runRange?.({ from, to, resume: null, signal, write, segmentDone: () => Promise.resolve() }),
      );
      for (const [stem, samples] of part.entries()) {
        expect(samples.length).toBeGreaterThanOrEqual(to - from);
        expect(samples.length).toBeLessThan(to - from + 2 * RATE);
        expect(samples).toEqual(whole[stem]?.slice(from, from + samples.length));
      }
    }
    await session.release();
  },
);
