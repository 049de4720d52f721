import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QualityReport } from '../../src-shared/contract/quality.ts';
import { tempFolder } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { divisi } from './cli-fixture.ts';

const folder = tempFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
afterAll(() => folder.remove());

const tone = (hz: number, gain: number) => (frame: number, _channel: number, rate: number) =>
  gain * Math.sin((2 * Math.PI * hz * frame) / rate);

describe('quality', () => {
  beforeAll(() => {
    mkdirSync(at('stems'));
    mkdirSync(at('originals'));
    const wav = { format: 'f32', channels: 1, rate: 22_050, seconds: 3 } as const;
    writeWav(at('stems', 'violin.wav'), { ...wav, sample: tone(880, 0.3) });
    writeWav(at('stems', 'cello.wav'), { ...wav, sample: tone(110, 0.3) });
    writeWav(at('stems', 'rest.wav'), { ...wav, sample: () => 0 });
    // Half of it is missing in the stem: 20·log10(2) dB.
    writeWav(at('originals', 'take violin.wav'), { ...wav, sample: tone(880, 0.6) });
    writeWav(at('originals', 'oboe.wav'), { ...wav, sample: tone(500, 0.6) });
    const stem = (name: string, instrument: string | null) => ({
      file: `${name}.wav`,
      label: name,
      instrument,
    });
    writeFileSync(
      at('stems', 'separation.json'),
      JSON.stringify({
        model: 'harmonic-unet',
        model_version: '0.0.0-other',
        from: 0,
        recording: { file: 'duo.wav' },
        stems: { violin: stem('violin', 'violin'), cello: stem('cello', 'cello'), rest: stem('rest', null) },
      }),
    );
  });

  test('tells as JSON, and writes the report', async () => {
    const csv = at('report.csv');
    const { status, out, err } = await divisi([
      ...['quality', at('stems'), '--reference', at('originals'), '--report', csv, '--json'],
    ]);
    expect(err).not.toContain('Error');
    expect(status).toBe(0);
    const report = QualityReport.parse(JSON.parse(out));
    expect(report.estimator).toMatchObject({ modelId: 'harmonic-unet', fits: false });
    expect(report.unmatched).toEqual(['oboe.wav']);
    expect(report.stems.map(({ measured }) => measured?.file)).toEqual(['take violin.wav', undefined]);
    expect(report.stems[0]?.measured?.whole.stem.sdr).toBeCloseTo(20 * Math.log10(2), 3);
    const lines = readFileSync(csv, 'utf8').trim().split('\r\n');
    expect(lines).toHaveLength(1 + 2 * 2);
    expect(lines[1]).toMatch(/^violin,violin,violin,0,3,/);
  });

  test('says what it can’t take', async () => {
    const missing = await divisi(['quality', at('originals')]);
    expect(missing.status).toBe(2);
    expect(missing.err).toContain('separation.json');
    const format = await divisi(['quality', at('stems'), '--report', at('report.pdf')]);
    expect(format.status).toBe(2);
    expect(format.err).toContain('.html or .csv');
  });
});
