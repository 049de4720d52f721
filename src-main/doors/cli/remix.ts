import { remix as remixProject } from '../../app/files/remix.ts';
import { command } from './command.ts';
import { json } from './common-options.ts';
import { loudnessJson, loudnessText, makingOf, makingOptions } from './export-options.ts';
import { parseGains } from '../../../src-shared/mixing/rebalance.ts';
import { fittingJson, fittingOf, fittingOptions, fittingText } from './fitting-options.ts';
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
    refused. --listener fits the mix as the window does: it measures the mix without the fitting and with it, so that
    both are equally loud at each ear. A fitted mix can be very loud: turn the volume down before you listen.`,
  options: {
    out: required(text('FILE', 'ends in .wav, .flac, .mp3 or .opus; replaced whole or not at all')),
    gain: repeatable(
      text(
        'NAME=DB,…',
        `makes players louder or softer than the project says, as in violin=6,cello=-3: an instrument stands for all of
        its players, violin-1 for one, rest for the rest`,
      ),
    ),
    ...fittingOptions,
    ...mixOptions,
    ...makingOptions,
    json,
  },
  json: `{"file", "seconds", "integrated_lufs", "true_peak_dbtp", "clipped_samples", "goal_gain_db", "fitting": null or {"listener",
    "rule", "loss", "full_scale_db_spl", "limit_db_spl", "match_db": {"left", "right"}, "bypassed"}}`,
  async run({ values, positionals }, io) {
    const request = {
      project: projectOf(positionals[0] ?? '', values),
      snapshot: values.snapshot,
      out: values.out,
      fitting: fittingOf(values),
      gains: values.gain.length === 0 ? [] : parseGains(values.gain.join(',')),
      ...makingOf(values),
    };
    const done = await withWork(io, (work) => remixProject(request, work));
    const { file, seconds, loudness, goalGainDb, master } = done;
    const asJson = {
      ...{ file, seconds, ...loudnessJson(loudness) },
      ...{ goal_gain_db: goalGainDb, fitting: fittingJson(master.fitting) },
    };
    print(io, values.json, asJson, () => `${file}: ${loudnessText(loudness)}\n${fittingText(master)}`);
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
