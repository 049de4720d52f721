import { dbToGain } from '../../../src-shared/mixing/levels.ts';
import { LoudnessMeter, type ProgrammeLoudness } from '../../../src-shared/dsp/loudness.ts';
import { isLossy } from '../../../src-shared/exporting/formats.ts';
import { mixChannels } from '../../../src-shared/mixing/mono.ts';
import type { PlannedFile } from '../../../src-shared/exporting/plan.ts';
import { groupAlone, mixOf, trackAlone } from '../../../src-shared/mixing/mix-of.ts';
import type { ProjectDocument, SampleRange, Track } from '../../../src-shared/project/document.ts';
import type { MixSettings } from '../../../src-shared/mixing/types.ts';
import { createResampler } from '../resample/resample.ts';
import { bitsOf, createDitherer } from '../write/depth.ts';
import { clampToGrid, GRID_STEPS } from '../write/encode-samples.ts';
import { countOvers, largest } from '../write/peaks-of.ts';
import type { ExportSound } from './export-input.ts';
import { render } from './render.ts';
import type { Sources } from './sources.ts';

/** Levels of a rendered file. */
export interface RenderedLevels {
  readonly loudness: ProgrammeLoudness;
  /** The largest sample before anything clipped. */
  readonly peak: number;
  /** Samples that clip in the file's format. */
  readonly clippedSamples: number;
}

export interface RenderPass {
  readonly sound: ExportSound;
  readonly sources: Sources;
  readonly file: PlannedFile;
  readonly range: SampleRange;
  readonly gainDb: number;
  /** As the file's format holds it; `float` measures what comes before that. */
  readonly as: 'file' | 'float';
  /** The meter of several passes, which then measure one programme; a pass has its own otherwise. */
  readonly meter?: Pick<LoudnessMeter, 'push' | 'result'>;
  readonly signal: AbortSignal;
  readonly progress: (done: number) => void;
}

/** The channels and settings with which the mixer renders a file. */
export async function renderingOf(
  { document }: ExportSound,
  file: PlannedFile,
  sources: Sources,
): Promise<{ readonly tracks: readonly Track[]; readonly settings: MixSettings; readonly channels: 1 | 2 }> {
  const tracks = document.tracks.filter(({ id }) => file.trackIds.includes(id));
  const readers = await Promise.all(tracks.map((track) => sources.track(track)));
  const settings = settingsOf(document, file);
  const channels = mixChannels(
    readers.map((reader) => reader.channels),
    settings,
  );
  return { tracks, settings, channels };
}

function settingsOf(document: ProjectDocument, { kind, sourceId }: PlannedFile): MixSettings {
  switch (kind) {
    case 'mix':
      return mixOf(document);
    case 'group':
      return groupAlone(document, sourceId);
    case 'processed':
    case 'separated':
      return trackAlone(document, sourceId);
  }
}

/**
 * Renders one file's samples in the mixer that playback uses, block for block, at the requested rate and depth. What
 * the meter hears is what the file holds: dithered and clipped.
 * @param write receives the blocks; null only measures
 */
export async function renderPass(
  pass: RenderPass,
  write: ((block: readonly Float32Array[]) => Promise<void>) | null,
): Promise<RenderedLevels> {
  const { sound, sources, range, as } = pass;
  const { document, sampleRate } = sound;
  const { tracks, settings, channels } = await renderingOf(sound, pass.file, sources);
  const readers = await Promise.all(tracks.map((track) => sources.track(track)));
  const resampler = createResampler({ fromRate: document.sampleRate, toRate: sampleRate, channels });
  const bits = as === 'float' || isLossy(sound.format) ? null : bitsOf(sound.bitDepth);
  const ditherer = bits === null ? null : createDitherer(bits, channels);
  const steps = bits === null ? null : GRID_STEPS[bits === 16 ? 's16' : 's24'];
  const countsOvers = as === 'float' || isLossy(sound.format);
  const gain = pass.gainDb === 0 ? 1 : dbToGain(pass.gainDb);
  const meter = pass.meter ?? new LoudnessMeter(sampleRate, channels);
  let peak = 0;
  let clippedSamples = 0;

  const take = async (block: Float32Array[]): Promise<void> => {
    for (const samples of block) {
      if (gain !== 1) for (let n = 0; n < samples.length; n += 1) samples[n] = (samples[n] as number) * gain;
      peak = largest(samples, peak);
    }
    ditherer?.apply(block);
    for (const samples of block) {
      if (steps !== null) clippedSamples += clampToGrid(samples, steps);
      else if (countsOvers && peak > 1) clippedSamples += countOvers(samples);
    }
    meter.push(block);
    await write?.(block);
  };
  let frames = 0;
  const rendering = {
    impulses: await sources.impulses(),
    sampleRate: document.sampleRate,
    from: range.start,
    to: range.end,
    signal: pass.signal,
  };
  for await (const block of render({ ...rendering, settings, readers, channels })) {
    await take(resampler.process(block));
    frames += block[0]?.length ?? 0;
    pass.progress(frames / (range.end - range.start));
  }
  await take(resampler.finish());
  return { loudness: meter.result(), peak, clippedSamples };
}
