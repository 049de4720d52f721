import { remix as remixProject } from '../../app/files/remix.ts';
import { command } from './command.ts';
import { bitDepth, json } from './common-options.ts';
import { required, text, value, wholeNumber } from './options.ts';
import { print, withWork } from './use-case.ts';

export const remix = command({
  name: 'remix',
  summary: 'Renders a project without a window',
  positionals: ['PROJECT.json'],
  about: `Renders the mix of a project file, such as divisi separate writes beside its stems: gains, pans, mutes, solos,
    strips and automation as in the window.`,
  options: {
    out: required(text('FILE', 'ends in .wav or .flac; replaced whole or not at all')),
    'bit-depth': bitDepth,
    'sample-rate': value('HZ', 'the recording’s own where left out', wholeNumber(8000, 384_000)),
    json,
  },
  json: '{"file", "seconds", "integrated_lufs", "true_peak_dbtp", "clipped_samples"}',
  async run({ values, positionals }, io) {
    const request = {
      project: positionals[0] ?? '',
      out: values.out,
      depth: values['bit-depth'],
      sampleRate: values['sample-rate'],
    };
    const done = await withWork(io, (work) => remixProject(request, work));
    const { file, seconds, integratedLufs, truePeakDbtp, clippedSamples } = done;
    const asJson = {
      file,
      seconds,
      integrated_lufs: integratedLufs,
      true_peak_dbtp: truePeakDbtp,
      clipped_samples: clippedSamples,
    };
    const figure = (level: number | null, unit: string) =>
      level === null ? 'silent' : `${level.toFixed(1)} ${unit}`;
    print(
      io,
      values.json,
      asJson,
      () => `${file}: ${figure(integratedLufs, 'LUFS')}, true peak ${figure(truePeakDbtp, 'dBTP')}\n`,
    );
    if (!values.json && clippedSamples > 0) io.err.write(`note: ${clippedSamples} samples clip\n`);
  },
});
