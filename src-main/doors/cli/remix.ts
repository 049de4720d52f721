import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { Container } from '../../../src-shared/contract/audio.ts';
import type { AudioFile } from '../../audio/render/export.ts';
import { forkProcess } from '../../jobs/tasks/fork-process.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import { invalid, parseCall, required, wholeNumber, type Command, type Io } from './call.ts';
import { inOutFolder } from './folders.ts';
import { parseDepth } from './output-format.ts';
import { Progress } from './progress.ts';
import { readProjectFile, type ProjectFile } from './project-file.ts';
import { openAudio } from './source.ts';

const OPTIONS = {
  out: { type: 'string' },
  'bit-depth': { type: 'string' },
  'sample-rate': { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const remix: Command = {
  name: 'remix',
  summary: 'Renders a project without a window',
  help: `Usage: divisi remix PROJECT.json --out FILE [--bit-depth 16|24|32f] [--sample-rate HZ] [--json]

Renders the mix of a project file, as divisi separate writes one beside its stems: gains, pans, mutes, solos,
strips and automation as in the window. FILE ends in .wav or .flac and is replaced whole or not at all.
--json prints {"file", "seconds", "integrated_lufs", "true_peak_dbtp", "clipped_samples"}.`,
  run,
};

async function run(args: readonly string[], io: Io): Promise<void> {
  const { values, positionals } = parseCall(args, OPTIONS, ['PROJECT.json']);
  const out = resolve(required(values.out, '--out'));
  const extension = extname(out).slice(1).toLowerCase();
  const container = Container.options.find((name) => name === extension);
  if (container === undefined) throw invalid(`--out must end in .wav or .flac, not "${basename(out)}"`);
  const asked = parseDepth(values['bit-depth'], container);
  const path = positionals[0] ?? '';
  const project = await readProjectFile(path);
  const { document } = project;
  const depth = asked ?? (container === 'flac' && project.bit_depth === '32f' ? '24' : project.bit_depth);
  const rate = values['sample-rate'];
  const sampleRate =
    rate === undefined ? document.sampleRate : wholeNumber(rate, '--sample-rate', 8000, 384_000);

  const progress = new Progress(io.err);
  try {
    const result = await inOutFolder(dirname(out), async (scratch) => {
      const stems = await readStems(project, dirname(resolve(path)), scratch, progress, io.signal);
      const [anyStem] = Object.values(stems);
      if (anyStem === undefined) throw new Failure('project/invalid', `"${path}" has no tracks`);
      await mkdir(join(scratch, 'out'));
      const rendered = await runTask(
        forkProcess,
        'export',
        {
          document,
          stems,
          // Only integer stems need the recording itself; a mix is made of its stems.
          recording: anyStem,
          what: 'mix',
          stemsAs: 'treated',
          format: container,
          bitDepth: depth,
          sampleRate,
          range: null,
          folder: join(scratch, 'out'),
          name: 'mix',
          overwrite: true,
        },
        { signal: io.signal, onProgress: progress.step(0.7) },
      );
      const [file] = rendered.files;
      if (file === undefined) throw new Error('The export wrote no mix');
      if (io.signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
      await rename(file.path, out);
      return {
        file: out,
        seconds: document.frames / document.sampleRate,
        integrated_lufs: rendered.integratedLufs,
        true_peak_dbtp: rendered.truePeakDbtp,
        clipped_samples: file.clippedSamples,
      };
    });
    progress.end();
    if (values.json === true) return io.out(`${JSON.stringify(result)}\n`);
    const figure = (value: number | null, unit: string) =>
      value === null ? 'silent' : `${value.toFixed(1)} ${unit}`;
    io.out(
      `${out}: ${figure(result.integrated_lufs, 'LUFS')}, true peak ${figure(result.true_peak_dbtp, 'dBTP')}\n`,
    );
    if (result.clipped_samples > 0) io.err.write(`note: ${result.clipped_samples} samples clip\n`);
  } finally {
    progress.end();
  }
}

/**
 * Every stem as PCM, by stem id.
 * @throws Failure `project/invalid` where one does not fit the document, `file/*`
 */
async function readStems(
  project: ProjectFile,
  folder: string,
  scratch: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<Record<string, AudioFile>> {
  const { document } = project;
  const stems: Record<string, AudioFile> = {};
  const ids = [...new Set(document.tracks.map(({ source }) => source.stemId))];
  for (const [at, id] of ids.entries()) {
    const file = project.stems[id]?.file ?? '';
    const { audio, reader } = await openAudio(resolve(folder, file), scratch, {
      signal,
      key: `stem-${at}`,
      onProgress: progress.step(0.3 / ids.length),
    });
    await reader.close();
    if (reader.sampleRate !== document.sampleRate || reader.frames !== document.frames) {
      throw new Failure(
        'project/invalid',
        `"${file}" has another sample rate or length than the project says`,
      );
    }
    stems[id] = audio;
  }
  return stems;
}
