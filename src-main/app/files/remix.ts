import { mkdir, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { BitDepth } from '../../../src-shared/contract/audio.ts';
import type { AudioFile } from '../../audio/render/export.ts';
import { containerOf, requireHolds } from './output-format.ts';
import { readProjectFile, type ProjectFile } from './project-file.ts';
import { inOutFolder } from './scratch.ts';
import { openAudio } from './source.ts';
import { runStep, type Work } from './work.ts';

export interface RemixRequest {
  /** A project file, such as the one `separateFile` writes next to its stems. */
  readonly project: string;
  /** Must end in .wav or .flac; replaced atomically. */
  readonly out: string;
  /** The recording's own bit depth by default. */
  readonly depth: BitDepth | undefined;
  readonly sampleRate: number | undefined;
}

export interface Remixed {
  readonly file: string;
  readonly seconds: number;
  readonly integratedLufs: number | null;
  readonly truePeakDbtp: number | null;
  readonly clippedSamples: number;
}

/** Shares of the total progress. */
const READING = 0.3;
const RENDERING = 0.7;

/**
 * Renders the mix of a project file exactly as the window plays it.
 * @throws Failure `call/invalid`, `project/invalid`, `file/*`, `audio/*`, `disk/*`, `call/cancelled`
 */
export async function remix(request: RemixRequest, work: Work): Promise<Remixed> {
  const out = resolve(request.out);
  const container = containerOf(out);
  requireHolds(container, request.depth);
  const project = await readProjectFile(request.project);
  const { document } = project;
  const ownDepth = container === 'flac' && project.bit_depth === '32f' ? '24' : project.bit_depth;
  return inOutFolder(dirname(out), async (scratch) => {
    const stems = await readStems(project, request.project, scratch, work);
    const [anyStem] = Object.values(stems);
    if (anyStem === undefined) throw new Failure('project/invalid', `"${request.project}" has no tracks`);
    const folder = join(scratch, 'out');
    await mkdir(folder);
    const rendered = await runStep(
      work,
      'export',
      {
        document,
        stems,
        // Only integer stems are computed from the recording; a mix needs only its stems.
        recording: anyStem,
        what: 'mix',
        stemsAs: 'treated',
        format: container,
        bitDepth: request.depth ?? ownDepth,
        sampleRate: request.sampleRate ?? document.sampleRate,
        range: null,
        folder,
        name: 'mix',
        overwrite: true,
      },
      RENDERING,
    );
    const [file] = rendered.files;
    if (file === undefined) throw new Error('The export wrote no mix');
    if (work.signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
    await rename(file.path, out);
    return {
      file: out,
      seconds: document.frames / document.sampleRate,
      integratedLufs: rendered.integratedLufs,
      truePeakDbtp: rendered.truePeakDbtp,
      clippedSamples: file.clippedSamples,
    };
  });
}

/**
 * Every stem as PCM, by stem id.
 * @throws Failure `project/invalid` if a stem does not fit the document, `file/*`
 */
async function readStems(
  { document, stems: files }: ProjectFile,
  projectPath: string,
  scratch: string,
  work: Work,
): Promise<Record<string, AudioFile>> {
  const folder = dirname(resolve(projectPath));
  const stems: Record<string, AudioFile> = {};
  const ids = [...new Set(document.tracks.map(({ source }) => source.stemId))];
  for (const [at, id] of ids.entries()) {
    const file = files[id]?.file ?? '';
    const { audio, reader } = await openAudio(resolve(folder, file), scratch, work, {
      share: READING / ids.length,
      key: `stem-${at}`,
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
