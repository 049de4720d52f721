import { expect, it } from 'vitest';
import type { ToWorklet } from '../../../../src-renderer/engine/protocol.ts';
import { Smearings } from '../../../../src-renderer/engine/smearings.ts';
import { MixPlayer } from '../../../../src-renderer/engine/worklet/player.ts';
import { smearingSize } from '../../../../src-shared/hearing/fitting.ts';
import { smearingMatrix } from '../../../../src-shared/hearing/loss/smearing-matrices.ts';
import { SummingMixer } from './fixtures.ts';
import { EXAMPLE_FITTING } from '../../../support/fitting.ts';

const RATE = 44_100;

it('hands each smearing matrix to the worklet once, and to a new worklet again', () => {
  const posted: ToWorklet[] = [];
  const smearings = new Smearings(RATE, (message) => posted.push(message));
  smearings.follow(null);
  smearings.follow(EXAMPLE_FITTING);
  smearings.follow({ ...EXAMPLE_FITTING, loss: 'plain' });
  expect(posted).toEqual([]);
  const smeared = { ...EXAMPLE_FITTING, loss: 'smeared-3' } as const;
  smearings.follow(smeared);
  smearings.follow({ ...smeared, bypassed: true });
  const size = { bins: 257, hzPerBin: RATE / 512, broadening: 3 };
  expect(posted).toEqual([{ type: 'smearing', size, matrix: smearingMatrix(size) }]);
  smearings.follow({ ...smeared, loss: 'smeared-6' });
  smearings.resend();
  expect(posted.map((message) => message.type === 'smearing' && message.size.broadening)).toEqual([
    3, 6, 3, 6,
  ]);
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
