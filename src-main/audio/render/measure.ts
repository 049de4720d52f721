import { NO_PARTS, type ExportLevels } from '../../../src-shared/contract/export.ts';
import type { TaskContext } from '../../../src-shared/contract/task-context.ts';
import { IntegratedLoudness } from '../../../src-shared/dsp/integrated-loudness.ts';
import { LoudnessMeter } from '../../../src-shared/dsp/loudness.ts';
import { plannedFiles, rangeOf, regionName, type PlannedFile } from '../../../src-shared/exporting/plan.ts';
import type { ExportSound } from './export-input.ts';
import { renderingOf, renderPass, type RenderedLevels } from './render-pass.ts';
import { separatedPass } from './separated-pass.ts';
import { openSources, type Sources } from './sources.ts';
import { stepsOf } from './steps.ts';

const MIX_ALONE = { ...NO_PARTS, mix: true };

/**
 * Renders everything that an export would write, and writes nothing. The levels are those at the export's rate, in
 * float, without any gain.
 * @throws Failure `library/not-found`, `project/invalid`, `file/*`, `call/cancelled`
 */
export async function runMeasure(sound: ExportSound, context: TaskContext<never>): Promise<ExportLevels> {
  const { document, regions, parts } = sound;
  const sources = openSources(sound);
  const planned = plannedFiles(document, { ...parts, mix: true }, regions);
  const steps = stepsOf(context, planned.length);
  const { signal } = context;
  try {
    const meter = withSides(await mixMeter(sound, sources), sound.sampleRate);
    const files: ExportLevels['files'] = [];
    for (const file of planned) {
      if (file.kind === 'separated') continue;
      const isMix = file.kind === 'mix';
      const progress = steps.step(1, 'measuring');
      const levels = await measured(sound, sources, file, isMix ? meter : undefined, progress, signal);
      if (isMix && !parts.mix) continue;
      files.push({
        player: file.player,
        region: regionName(regions, file.region),
        peakDbfs: levels.peak > 0 ? 20 * Math.log10(levels.peak) : null,
        overs: levels.clippedSamples,
      });
    }
    let separatedGainDb: number | null = null;
    for (const region of new Set(planned.map((file) => file.region))) {
      const tracks = planned.filter((file) => file.kind === 'separated' && file.region === region);
      if (tracks.length === 0) continue;
      const writes = new Map(tracks.map(({ trackIds: [id = ''] }) => [id, null]));
      const range = rangeOf(regions, region, document);
      const progress = steps.step(tracks.length, 'measuring');
      const { neededGainDb } = await separatedPass(
        { sound, sources, range, gainDb: 0, signal, progress },
        writes,
      );
      if (neededGainDb !== null) separatedGainDb = Math.min(separatedGainDb ?? 0, neededGainDb);
    }
    const { integratedLufs, truePeakDbtp } = meter.result();
    return { mix: { integratedLufs, truePeakDbtp }, sidesLufs: meter.sides(), files, separatedGainDb };
  } finally {
    await sources.close();
  }
}

/** Loudness and true peak of the mix over all regions, one after the other. */
export async function measureMix(
  sound: ExportSound,
  sources: Sources,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<ExportLevels['mix']> {
  const planned = plannedFiles(sound.document, MIX_ALONE, sound.regions);
  const meter = await mixMeter(sound, sources);
  for (const [index, file] of planned.entries()) {
    const report = (done: number): void => progress((index + done) / planned.length);
    await measured(sound, sources, file, meter, report, signal);
  }
  const { integratedLufs, truePeakDbtp } = meter.result();
  return { integratedLufs, truePeakDbtp };
}

async function mixMeter(sound: ExportSound, sources: Sources): Promise<LoudnessMeter> {
  const [mix] = plannedFiles(sound.document, MIX_ALONE, []);
  if (mix === undefined) throw new Error('there is always a mix');
  return new LoudnessMeter(sound.sampleRate, (await renderingOf(sound, mix, sources)).channels);
}

function measured(
  sound: ExportSound,
  sources: Sources,
  file: PlannedFile,
  meter: Pick<LoudnessMeter, 'push' | 'result'> | undefined,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<RenderedLevels> {
  const range = rangeOf(sound.regions, file.region, sound.document);
  const pass = { sound, sources, file, range, gainDb: 0, as: 'float', signal, progress } as const;
  return renderPass(meter === undefined ? pass : { ...pass, meter }, null);
}

/** Measures the sides by themselves beside the whole. */
function withSides(whole: LoudnessMeter, sampleRate: number) {
  const sides = [new IntegratedLoudness(sampleRate, 1), new IntegratedLoudness(sampleRate, 1)] as const;
  return {
    push(channels: readonly Float32Array[]): void {
      whole.push(channels);
      for (const [side, meter] of sides.entries()) {
        const samples = channels[side] ?? channels[0];
        if (samples !== undefined) meter.push([samples]);
      }
    },
    result: () => whole.result(),
    sides: (): ExportLevels['sidesLufs'] => ({
      left: sides[0].integrated(),
      right: sides[1].integrated(),
    }),
  };
}
