import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCompare } from '../../../../src-main/quality/compare.ts';
import { tempDir } from '../../../support/temp.ts';
import { writeWav } from '../../../support/wav.ts';

const tone =
  (hz: number, gain = 0.5) =>
  (frame: number, _channel: number, rate: number): number =>
    gain * Math.sin((2 * Math.PI * hz * frame) / rate);

function workplace() {
  const dir = tempDir();
  mkdirSync(join(dir, 'scratch'));
  let done = 0;
  const controller = new AbortController();
  return {
    scratch: join(dir, 'scratch'),
    /** One second in 32-bit float: whole periods of every tone, so that tones are orthogonal. */
    wav: (name: string, sample: (frame: number, channel: number, rate: number) => number, seconds = 1) =>
      writeWav(join(dir, name), { format: 'f32', channels: 1, sample, seconds }),
    controller,
    context: {
      signal: controller.signal,
      event: () => undefined,
      progress: (report: { readonly done: number }) => {
        expect(report.done).toBeGreaterThanOrEqual(done);
        done = report.done;
      },
    },
    done: () => done,
  };
}

describe('stems compared with their references', () => {
  test('have the figures that the formulas give', async () => {
    const { scratch, wav, context, done } = workplace();
    const [violin, cello] = [tone(440), tone(110)];
    const { stems } = await runCompare(
      {
        references: { violin: wav('violin.wav', violin), cello: wav('cello.wav', cello) },
        estimates: {
          violin: wav('v.wav', (...at) => violin(...at) + 0.1 * cello(...at)),
          cello: wav('c.wav', tone(110, 0.25)),
        },
        mixture: null,
        scratch,
      },
      context,
    );
    const [celloFigures, violinFigures] = stems;
    expect(stems.map(({ name, silent }) => [name, silent])).toEqual([
      ['cello', false],
      ['violin', false],
    ]);
    expect(violinFigures?.sdr).toBeCloseTo(20, 3);
    // Both tones are equally strong in their sum: its SI-SDR is 0 dB.
    expect(violinFigures?.siSdrImprovement).toBeCloseTo(20, 3);
    expect(celloFigures?.sdr).toBeCloseTo(20 * Math.log10(2), 3);
    expect(done()).toBeGreaterThan(0.8);
  });

  test('improve on the mixture that is given, and a perfect one reads 200 dB', async () => {
    const { scratch, wav, context } = workplace();
    const path = wav('violin.wav', tone(440));
    const mixture = wav('mix.wav', (...at) => tone(440)(...at) + tone(110, 0.05)(...at));
    const { stems } = await runCompare(
      { references: { violin: path }, estimates: { violin: path }, mixture, scratch },
      context,
    );
    expect(stems).toMatchObject([{ sdr: 200, siSdr: 200, siSdrImprovement: 200, nlpd: 0 }]);
    expect(stems[0]?.msSsim).toBeCloseTo(1, 9);
  });

  test('have none where the reference is silent', async () => {
    const { scratch, wav, context } = workplace();
    const { stems } = await runCompare(
      {
        references: { flute: wav('flute.wav', () => 0), violin: wav('violin.wav', tone(440)) },
        estimates: { flute: wav('f.wav', tone(330)) },
        mixture: null,
        scratch,
      },
      context,
    );
    expect(stems).toEqual([
      {
        ...{ name: 'flute', silent: true },
        ...{ sdr: null, siSdr: null, siSdrImprovement: null, nlpd: null, msSsim: null },
      },
    ]);
  });

  test('are refused where they differ in length, or hold samples that are not numbers', async () => {
    const { scratch, wav } = workplace();
    const reference = wav('violin.wav', tone(440));
    const compare = (estimate: string) =>
      runCompare(
        { references: { violin: reference }, estimates: { violin: estimate }, mixture: null, scratch },
        workplace().context,
      );
    await expect(compare(wav('short.wav', tone(440), 0.5))).rejects.toMatchObject({
      code: 'call/invalid',
      message: '"violin" has another length than "violin" (22050, not 44100)',
    });
    const broken = wav('nan.wav', (frame) => (frame === 1000 ? Number.NaN : 0.1));
    await expect(compare(broken)).rejects.toMatchObject({ code: 'audio/not-finite' });
  });

  test('are left alone once the work is cancelled', async () => {
    const { scratch, wav, context, controller } = workplace();
    const path = wav('violin.wav', tone(440));
    controller.abort();
    const compared = runCompare(
      { references: { violin: path }, estimates: { violin: path }, mixture: null, scratch },
      context,
    );
    await expect(compared).rejects.toMatchObject({ code: 'call/cancelled' });
  });
});
