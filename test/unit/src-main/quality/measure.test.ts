import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseEstimator } from '../../../../src-main/quality/estimator.ts';
import { runQuality, type QualityInput } from '../../../../src-main/quality/measure.ts';
import { QualityReport } from '../../../../src-shared/contract/quality.ts';
import { tempDir } from '../../../support/temp.ts';
import { wavBytes } from '../../../support/wav.ts';

const RATE = 11_025;
const estimator = parseEstimator({
  model_id: 'm',
  model_version: '1',
  fitted_at: '2026-01-01',
  intercept: 0,
  coefficients: { decisiveness: 1, level: 0, rest: 0, steadiness: 0, harmonicity: 0 },
  bounds: [-15, 25],
  window_spread: { low: -3, high: 3 },
  stem_spread: { low: -2, high: 2 },
  validation: [],
});

type Signal = (t: number, channel: number) => number;
const swell = (t: number): number => 0.5 + 0.4 * Math.sin(t);
const flute: Signal = (t) => 0.2 * swell(t) * Math.sin(2 * Math.PI * 880 * t);
const cello: Signal = (t) => 0.2 * Math.sin(2 * Math.PI * 130 * t) + 0.1 * Math.sin(2 * Math.PI * 260 * t);
const silence: Signal = () => 0;

/** Two players, parted all but perfectly: a tenth of the cello lies in the flute's stem. */
function separation(seconds: number, change: Partial<Record<'flute' | 'cello' | 'rest', Signal>> = {}) {
  const dir = tempDir();
  const write = (name: string, signal: Signal, length = seconds): string => {
    const path = join(dir, `${name}.wav`);
    const sample = (frame: number, channel: number): number => signal(frame / RATE, channel);
    writeFileSync(path, wavBytes({ rate: RATE, channels: 1, seconds: length, format: 'f32', sample }));
    return path;
  };
  const stem = (name: 'flute' | 'cello', signal: Signal): QualityInput['stems'][number] => ({
    stemId: null,
    name,
    label: name,
    instrument: name,
    path: write(name, change[name] ?? signal),
    referencePath: null,
  });
  const input: QualityInput = {
    title: 'Duo',
    model: { id: 'm', version: '1' },
    offset: 0,
    recordingFrames: null,
    stems: [
      stem('flute', (t, channel) => flute(t, channel) + 0.1 * cello(t, channel)),
      stem('cello', (t, channel) => 0.9 * cello(t, channel)),
    ],
    restPath: write('rest', change.rest ?? silence),
    estimator,
    unmatched: [],
    scratch: dir,
  };
  return { input, write };
}

function contextOf() {
  const controller = new AbortController();
  const progress: number[] = [];
  return {
    controller,
    progress,
    context: {
      signal: controller.signal,
      progress: ({ done }: { readonly done: number }) => void progress.push(done),
      event: () => {},
    },
  };
}

describe('judging a separation', () => {
  it('tells from the stems alone, window by window', async () => {
    const { input } = separation(7.8, { cello: (t, channel) => (t < 3 ? 0 : 0.9 * cello(t, channel)) });
    const { context, progress } = contextOf();
    const report = await runQuality(input, context);
    expect(QualityReport.parse(report)).toEqual(report);
    expect(report.restShare).toEqual({ whole: 0, windows: [0, 0, 0] });
    const [first, second] = report.stems;
    expect(second?.windows[0]).toBeNull();
    expect(second?.passages[0]?.from).toBe(1);
    // Alone, nothing competes for its energy; beside the cello something does.
    expect(first?.windows[0]).toBe(25);
    expect(first?.windows[1]).toBeLessThan(20);
    expect(first?.measured).toBeNull();
    expect(report.estimator).toMatchObject({ modelId: 'm', fits: true });
    expect(progress.at(-1)).toBe(1);
    expect([...progress].sort((a, b) => a - b)).toEqual(progress);
  });

  it('says where the estimate was made for another model, and makes none where there is no estimator', async () => {
    const { input } = separation(3);
    const { context } = contextOf();
    const other = await runQuality({ ...input, model: { id: 'm', version: '2' } }, context);
    expect(other.estimator?.fits).toBe(false);
    const none = await runQuality({ ...input, estimator: null }, context);
    expect(none.estimator).toBeNull();
    expect(none.stems.map(({ expected, windows, passages }) => [expected, windows, passages])).toEqual([
      [null, [null], []],
      [null, [null], []],
    ]);
  });

  it('measures against references, between the mixture and the ideal mask', async () => {
    const { input, write } = separation(7.8);
    const reference = write('flute-reference', flute);
    const [first, second] = input.stems;
    const { context } = contextOf();
    const report = await runQuality(
      { ...input, stems: [{ ...first!, referencePath: reference }, second!] },
      context,
    );
    const measured = report.stems[0]?.measured;
    expect(measured?.file).toBe('flute-reference.wav');
    expect(measured?.windows).toHaveLength(3);
    expect(report.stems[1]?.measured).toBeNull();
    // The error is a tenth of the cello, the mixture's is all of it: 20 dB more.
    const { stem, mixture, ideal } = measured!.whole;
    expect(stem.sdr! - mixture.sdr!).toBeCloseTo(20, 3);
    expect(ideal.sdr!).toBeGreaterThan(25);
    expect(stem.msSsim!).toBeGreaterThan(mixture.msSsim!);
    expect(stem.nlpd!).toBeLessThan(mixture.nlpd!);
    const energies = measured!.windows.map((window) => window.stem.sdr!);
    expect(Math.min(...energies)).toBeLessThanOrEqual(stem.sdr!);
    expect(Math.max(...energies)).toBeGreaterThanOrEqual(stem.sdr!);
  });

  it('reads a reference to one that is perfect as 200 dB, and a silent one as none', async () => {
    const { input, write } = separation(3.5);
    const [first, second] = input.stems;
    const { context } = contextOf();
    const report = await runQuality(
      {
        ...input,
        stems: [
          { ...first!, referencePath: first!.path },
          { ...second!, referencePath: write('nothing', silence) },
        ],
      },
      context,
    );
    expect(report.stems[0]?.measured?.whole.stem).toMatchObject({ sdr: 200, nlpd: 0 });
    expect(report.stems[1]?.measured).toMatchObject({ silent: true });
    expect(report.stems[1]?.measured?.whole.stem).toEqual({
      sdr: null,
      siSdr: null,
      nlpd: null,
      msSsim: null,
    });
  });

  it('takes the passage out of a reference to the whole recording', async () => {
    const { input, write } = separation(3.5, { flute, cello });
    const long = write('flute-long', (t, channel) => (t < 2 ? 0.3 : flute(t - 2, channel)), 6);
    const [first, second] = input.stems;
    const { context } = contextOf();
    const report = await runQuality(
      { ...input, offset: 2 * RATE, stems: [{ ...first!, referencePath: long }, second!] },
      context,
    );
    expect(report.stems[0]?.measured?.whole.stem.sdr).toBeGreaterThan(80);
  });

  it('takes a passage from the start too, where the recording is known to be longer', async () => {
    const { input, write } = separation(3.5, { flute, cello });
    const long = write('flute-long', (t, channel) => (t < 3.5 ? flute(t, channel) : 0.3), 6);
    const [first, second] = input.stems;
    const { context } = contextOf();
    const stems = [{ ...first!, referencePath: long }, second!];
    const report = await runQuality({ ...input, recordingFrames: 6 * RATE, stems }, context);
    expect(report.stems[0]?.measured?.whole.stem.sdr).toBeGreaterThan(80);
    const whole = { ...input, recordingFrames: 3.5 * RATE, stems };
    await expect(runQuality(whole, context)).rejects.toMatchObject({ code: 'call/invalid' });
  });

  it('refuses references that can’t be laid over the stems', async () => {
    const { input, write } = separation(3.5);
    const [first, second] = input.stems;
    const { context } = contextOf();
    const withReference = (referencePath: string) =>
      runQuality({ ...input, stems: [{ ...first!, referencePath }, second!] }, context);
    await expect(withReference(write('short', flute, 3))).rejects.toMatchObject({
      code: 'call/invalid',
      message: expect.stringContaining('not as long') as unknown,
    });
    const stereo = join(input.scratch, 'stereo.wav');
    writeFileSync(stereo, wavBytes({ rate: RATE, channels: 2, seconds: 3.5, format: 'f32' }));
    await expect(withReference(stereo)).rejects.toMatchObject({
      message: expect.stringContaining('number of channels') as unknown,
    });
    const broken = write('broken', (t) => (t > 1 ? Number.NaN : 0));
    await expect(withReference(broken)).rejects.toMatchObject({ code: 'audio/not-finite' });
    await expect(withReference(join(input.scratch, 'gone.wav'))).rejects.toMatchObject({
      code: 'file/not-found',
    });
  });

  it('stops between windows when it is cancelled', async () => {
    const { input } = separation(7.8);
    const { context, controller } = contextOf();
    controller.abort();
    await expect(runQuality(input, context)).rejects.toMatchObject({ code: 'call/cancelled' });
  });
});
