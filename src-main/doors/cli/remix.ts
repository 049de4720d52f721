import { remix as remixProject } from '../../app/files/remix.ts';
import { command } from './command.ts';
import { json } from './common-options.ts';
import { loudnessJson, loudnessText, makingOf, makingOptions } from './export-options.ts';
import { parseGains } from '../../../src-shared/mixing/rebalance.ts';
import { mixOptions, projectOf } from './mix-options.ts';
import { repeatable, required, text } from './options.ts';
import { print, withWork } from './use-case.ts';

export const remix = command({
  name: 'remix',
  summary: 'Renders a project without a window',
  positionals: ['PROJECT.json|SEPARATION-ID'],
  about: `Renders the mix of a project file, such as divisi separate writes beside its stems, or of a separation in a
    library: gains, pans, mutes, solos,
    strips and automation as in the window. The loudness that it reports is the file's own. A mix that would clip is
    refused.`,
  options: {
    out: required(text('FILE', 'ends in .wav, .flac, .mp3 or .opus; replaced whole or not at all')),
    gain: repeatable(
      text(
        'NAME=DB,…',
        `makes players louder or softer than the project says, as in violin=6,cello=-3: an instrument stands for all of
        its players, violin-1 for one, rest for the rest`,
      ),
    ),
    ...mixOptions,
    ...makingOptions,
    json,
  },
  json: '{"file", "seconds", "integrated_lufs", "true_peak_dbtp", "clipped_samples", "goal_gain_db"}',
  async run({ values, positionals }, io) {
    const request = {
      project: projectOf(positionals[0] ?? '', values),
      snapshot: values.snapshot,
      out: values.out,
      gains: values.gain.length === 0 ? [] : parseGains(values.gain.join(',')),
      ...makingOf(values),
    };
    const { file, seconds, loudness, goalGainDb } = await withWork(io, (work) => remixProject(request, work));
    const asJson = { file, seconds, ...loudnessJson(loudness), goal_gain_db: goalGainDb };
    print(io, values.json, asJson, () => `${file}: ${loudnessText(loudness)}\n`);
    const { targetLufs = null, ceilingDbtp = null } = request.loudness ?? {};
    const { integratedLufs } = loudness;
    const misses = targetLufs !== null && integratedLufs !== null && integratedLufs < targetLufs - 0.05;
    if (!values.json && misses && ceilingDbtp !== null) {
      io.err.write(
        `note: ${integratedLufs.toFixed(1)} instead of ${targetLufs.toFixed(1)} LUFS, because the true peak may not exceed ${ceilingDbtp.toFixed(1)} dBTP\n`,
      );
    }
    if (!values.json && loudness.clippedSamples > 0) {
      io.err.write(`note: ${loudness.clippedSamples} samples clip\n`);
    }
  },
});
