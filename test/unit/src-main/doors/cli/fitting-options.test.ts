import { expect, it } from 'vitest';
import { readCall } from '../../../../../src-main/doors/cli/call.ts';
import { fittingOf, fittingOptions, fittingText } from '../../../../../src-main/doors/cli/fitting-options.ts';
import { newProject } from '../../../../../src-shared/mixing/new-project.ts';
import { newProjectId, newRecordingId, newSeparationId } from '../../../../../src-shared/project/ids.ts';
import { failureOf } from '../../../../support/failure.ts';
import { EXAMPLE_FITTING } from '../../../../support/fitting.ts';

const asked = (...args: string[]) =>
  fittingOf({ ...readCall(args, fittingOptions, []).values, library: '/library' });

it('a project keeps its fitting, loses it, or gets another one', () => {
  expect(asked()).toBeUndefined();
  expect(asked('--fitting', 'none')).toBeNull();
  expect(asked('--listener', 'N3', '--fitting', 'nal-r')).toEqual({
    ...{ listener: 'N3', rule: 'nal-r', loss: 'none', matched: true, libraryDir: '/library' },
    ...{ fullScaleDbSpl: undefined, limitDbSpl: undefined },
  });
  const loss = ['--listener', 'L1', '--loss', 'smeared-3', '--no-level-match'];
  expect(asked(...loss, '--full-scale', '101.5', '--limit', '90')).toMatchObject({
    ...{ rule: 'none', loss: 'smeared-3', matched: false, fullScaleDbSpl: 101.5, limitDbSpl: 90 },
  });
});

it.each([
  [['--fitting', 'camfit'], '--fitting and --loss need --listener'],
  [['--loss', 'plain', '--fitting', 'none'], '--fitting and --loss need --listener'],
  [['--limit', '90'], '--no-level-match, --full-scale and --limit belong to --listener'],
  [['--listener', 'N3'], '--listener needs --fitting nal-r or camfit, or --loss plain'],
  [['--listener', 'N3', '--fitting', 'nal'], '--fitting takes none, nal-r, camfit'],
  [['--listener', 'N3', '--fitting', 'nal-r', '--full-scale', '140'], '--full-scale takes 60 to 130 dB SPL'],
])('refuses %j', (args, message) => {
  expect(failureOf(() => asked(...args))).toMatchObject({
    code: 'call/invalid',
    message: expect.stringContaining(message) as string,
  });
});

it('says what the mix was fitted with, and how loud it can be', () => {
  const { master } = newProject({
    id: newProjectId(),
    recording: { id: newRecordingId(), title: 'Duo', sampleRate: 44_100 },
    separation: { id: newSeparationId(), players: [], from: 0, to: 1, stems: [] },
  });
  const text = (change: Partial<typeof EXAMPLE_FITTING>) =>
    fittingText({ ...master, fitting: { ...EXAMPLE_FITTING, ...change } });
  expect(text({})).toBe(
    'fitted to L1: camfit, matched by left -11.5 dB, right -8.0 dB; peaks stop at 94 dB SPL if full scale is 95 dB SPL\n',
  );
  expect(text({ limitDbSpl: 80, matchDb: null })).toContain('levels not matched; peaks stop at 80 dB SPL');
  expect(text({ rule: 'none', loss: 'plain', matchDb: null })).toContain(
    'fitted to L1: heard through the loss (plain); peaks',
  );
  expect(text({ bypassed: true })).toBe('');
  expect(fittingText({ ...master, fitting: null })).toBe('');
});
