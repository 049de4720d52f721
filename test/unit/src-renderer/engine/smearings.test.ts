import { expect, it } from 'vitest';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import type { ToWorklet } from '../../../../src-renderer/engine/protocol.ts';
import { Smearings } from '../../../../src-renderer/engine/smearings.ts';
import { MixPlayer } from '../../../../src-renderer/engine/worklet/player.ts';
import { smearingSize } from '../../../../src-shared/hearing/fitting.ts';
import type { BandedMatrix } from '../../../../src-shared/hearing/loss/auditory-filter.ts';
import { smearingMatrix, type SmearingSize } from '../../../../src-shared/hearing/loss/smearing-matrices.ts';
import { SummingMixer } from './fixtures.ts';
import { EXAMPLE_FITTING } from '../../../support/fitting.ts';

const RATE = 44_100;

/** Smearings whose matrices come when the test says so. */
function prepared() {
  const posted: ToWorklet[] = [];
  const asked: { readonly size: SmearingSize; readonly answer: PromiseWithResolvers<BandedMatrix> }[] = [];
  let ready = 0;
  const failures: Failure[] = [];
  const smearings = new Smearings(RATE, {
    post: (message) => posted.push(message),
    compute: (size) => {
      const answer = Promise.withResolvers<BandedMatrix>();
      asked.push({ size, answer });
      return answer.promise;
    },
    onReady: () => (ready += 1),
    onFailure: (failure) => failures.push(failure),
  });
  return { smearings, posted, asked, failures, ready: () => ready };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const SMEARED = { ...EXAMPLE_FITTING, loss: 'smeared-3', bypassed: false } as const;

it('a smeared loss is heard once the worklet has its matrix; until then the fitting before is', async () => {
  const { smearings, posted, asked, ready } = prepared();
  expect(smearings.follow(null)).toBeNull();
  expect(smearings.follow(SMEARED)).toBeNull();
  const plain = { ...EXAMPLE_FITTING, loss: 'plain', bypassed: false } as const;
  expect(smearings.follow(plain)).toBe(plain);
  expect(smearings.follow(SMEARED)).toEqual(plain);
  expect(smearings.follow({ ...SMEARED, bypassed: true, limitDbSpl: 80 })).toEqual({
    ...{ ...plain, bypassed: true, limitDbSpl: 80 },
  });
  const size = { bins: 257, hzPerBin: RATE / 512, broadening: 3 };
  expect(asked.map((each) => each.size)).toEqual([size]);
  expect(posted).toEqual([]);
  const matrix: BandedMatrix = { rows: [] };
  asked[0]?.answer.resolve(matrix);
  await settled();
  expect(posted).toEqual([{ type: 'smearing', size, matrix }]);
  expect(ready()).toBe(1);
  expect(smearings.follow(SMEARED)).toBe(SMEARED);
  expect(smearings.follow(null)).toBeNull();
  smearings.resend();
  expect(posted).toHaveLength(2);
});

it('a failure is told, and the next one who asks tries again; nothing is posted after the end', async () => {
  const { smearings, posted, asked, failures } = prepared();
  smearings.follow(SMEARED);
  asked[0]?.answer.reject(new Failure('process/died', 'gone'));
  await settled();
  expect(failures).toHaveLength(1);
  smearings.follow(SMEARED);
  expect(asked).toHaveLength(2);
  smearings.close();
  asked[1]?.answer.resolve({ rows: [] });
  await settled();
  expect(posted).toEqual([]);
});

it('the worklet keeps the matrix that it is given, and computes none', () => {
  // No library has this rate, so nobody has asked for the matrix before.
  const size = smearingSize('smeared-3', 44_101);
  if (size === null) throw new Error('a smeared loss needs a matrix');
  const given = { rows: [] };
  const options = {
    ...{ inputs: [], originalInput: null, frames: 1, chunkFrames: 128 },
    ...{ resumeSeconds: 0.25, commands: [] },
  };
  new MixPlayer(new SummingMixer(), 44_101, options, () => undefined).receive({
    type: 'smearing',
    size,
    matrix: given,
  });
  expect(smearingMatrix(size)).toBe(given);
});
