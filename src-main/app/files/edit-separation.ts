import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { basename, extname, join, relative, resolve } from 'node:path';
import { NO_PARTS } from '../../../src-shared/contract/export.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { shiftedShapes, spanOfShapes } from '../../../src-shared/dsp/region/shapes.ts';
import { didYouMean } from '../../../src-shared/format/suggest.ts';
import type { SoundSelection } from '../../../src-shared/project/sound-selection.ts';
import { openPcm } from '../../audio/read/open.ts';
import type { AudioFile } from '../../audio/read/pcm.ts';
import { createPcmWriter } from '../../audio/write/writer.ts';
import type { EditStemsInput } from '../../separation/edits/edit-task.ts';
import { writeNamedNotes } from './named-notes.ts';
import { readSources } from './read-sources.ts';
import { PLAIN_EXPORT } from './plain-export.ts';
import { readProjectFile, type ProjectFile } from './project-file.ts';
import { inOutFolder, writeWhole } from './scratch.ts';
import { runStep, type Work } from './work.ts';

/** An edit of stems; they are named as their files, without extension. */
export type FileEdit =
  | {
      readonly kind: 'swap';
      readonly first: string;
      readonly second: string;
      /** In seconds of the recording; null means the beginning or the end of what was separated. */
      readonly fromSeconds: number | null;
      readonly toSeconds: number | null;
    }
  | {
      /** A person says whose each stem is, in the whole of what was separated. */
      readonly kind: 'name';
      /** By a stem's name, the name of the player whose sound it holds. */
      readonly players: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'move';
      readonly source: string;
      readonly target: string;
      readonly share: number;
      /** In samples of the recording. */
      readonly selectionAt: (
        sampleRate: number,
        /** What was separated. */
        whole: { readonly from: number; readonly to: number },
      ) => SoundSelection | Promise<SoundSelection>;
    };

export interface EditSeparationRequest {
  /** The project.json that `divisi separate` wrote beside its stems. */
  readonly project: string;
  /** Created if missing; may be the project's own folder, whose files are then replaced. */
  readonly outDir: string;
  /** Whether a project that is there is replaced. */
  readonly replace: boolean;
  readonly edit: FileEdit;
}

export interface EditedSeparation {
  readonly stems: Readonly<Record<string, { readonly file: string; readonly changed: boolean }>>;
  /** What was altered, in the recording. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Notes that went with their stems; null if there were none, or if the stems were not named. */
  readonly notes: string | null;
}

const READING = 0.3;
const EDITING = 0.5;
const WRITING = 0.2;
const COPY_FRAMES = 1 << 16;

/**
 * Edits a passage of the stems that `divisi separate` wrote, as the window does: stems and rest still sum to the
 * recording. The files keep their format and depth. Either all of them appear, or none.
 * @throws Failure `call/invalid`, `project/invalid`, `file/*` (`file/exists`), `separation/unchanged`, `disk/*`, `call/cancelled`
 */
export async function editSeparation(
  { project: path, outDir, replace, edit }: EditSeparationRequest,
  work: Work,
): Promise<EditedSeparation> {
  const project = await readProjectFile(path);
  const names = namesOf(project);
  if (!replace && existsSync(join(outDir, 'project.json'))) {
    throw new Failure('file/exists', `"${outDir}" has a project already; --force replaces it`);
  }
  return inOutFolder(outDir, async (scratch) => {
    const { stems, recording } = await readSources(project, path, true, scratch, work, READING);
    const files = [];
    await mkdir(join(scratch, 'before'));
    for (const [id, audio] of Object.entries(stems)) {
      const name = names.get(id) ?? '';
      const copy = join(scratch, 'before', `${name}.wav`);
      await copyAsFloat(audio, copy, work.signal);
      files.push({ name, path: copy, isRest: name === REST, rmsDbfs: null });
    }
    const { offset, frames, sampleRate } = project.document;
    const asked = await editOf(edit, project, [...names.values()]);
    const edited = join(scratch, 'after');
    await mkdir(edited);
    const result = await runStep(
      work,
      'edit-stems',
      { recording, from: offset, to: offset + frames, stems: files, outDir: edited, edit: asked },
      EDITING,
    );
    const out = join(scratch, 'out');
    await mkdir(out);
    const idOf = new Map([...names].map(([id, name]) => [name, id]));
    const { document: whole } = project;
    const tracks = whole.tracks.map((track) => ({
      ...track,
      name: names.get(track.source.stemId) ?? track.name,
    }));
    const document = { ...whole, tracks };
    const container = extname(Object.values(project.stems)[0]?.file ?? '') === '.flac' ? 'flac' : 'wav';
    const written = await runStep(
      work,
      'export',
      {
        ...PLAIN_EXPORT,
        document,
        stems: Object.fromEntries(
          result.stems.map(({ name, path: file }) => [
            idOf.get(name) ?? '',
            { path: file, channelMap: recording.channelMap.map((_, at) => at) },
          ]),
        ),
        recording,
        parts: { ...NO_PARTS, separated: document.tracks.map(({ id }) => id) },
        format: container,
        bitDepth: project.bit_depth,
        sampleRate,
        title: document.title,
        template: '{player}',
        folder: out,
        overwrite: true,
        version: work.program.paths.version,
      },
      WRITING,
    );
    if (work.signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
    for (const file of written.files) await rename(file.path, join(outDir, file.name));
    const notes =
      edit.kind === 'name' && asked.kind === 'exchange'
        ? await writeNamedNotes(resolve(path, '..'), outDir, asked.sounds)
        : null;
    const stored = storedIn(project, path, outDir, container, names);
    await writeWhole(join(outDir, 'project.json'), `${JSON.stringify(stored, null, 2)}\n`);
    return {
      stems: Object.fromEntries(
        result.stems.map(({ name, changed }) => [
          name,
          { file: resolve(outDir, `${name}.${container}`), changed },
        ]),
      ),
      fromSeconds: (offset + asked.from) / sampleRate,
      toSeconds: (offset + asked.to) / sampleRate,
      notes: notes === null ? null : resolve(notes),
    };
  });
}

const REST = 'rest';

/** Stems by id, named as their files. @throws Failure `project/invalid` */
function namesOf({ stems }: ProjectFile): ReadonlyMap<string, string> {
  const names = new Map(Object.entries(stems).map(([id, { file }]) => [id, basename(file, extname(file))]));
  if (new Set(names.values()).size < names.size || ![...names.values()].includes(REST)) {
    throw new Failure('project/invalid', 'The project does not have the stems and the rest of a separation');
  }
  return names;
}

/** The edit in samples of the stems. @throws Failure `call/invalid` */
async function editOf(
  edit: FileEdit,
  { document }: ProjectFile,
  names: readonly string[],
): Promise<EditStemsInput['edit'] & ({ kind: 'exchange' } | { kind: 'move' })> {
  const { offset, frames, sampleRate } = document;
  const known = (name: string): string => {
    if (names.includes(name)) return name;
    const meant = didYouMean(name, names);
    throw new Failure(
      'call/invalid',
      `There is no stem "${name}"${meant === '' ? `: there are ${names.join(', ')}` : meant}`,
    );
  };
  const inside = (from: number, to: number): { from: number; to: number } => {
    const range = { from: Math.max(0, Math.round(from)), to: Math.min(frames, Math.round(to)) };
    if (range.from < range.to) return range;
    throw new Failure('call/invalid', 'The passage lies outside what was separated');
  };
  if (edit.kind === 'swap') {
    const { fromSeconds, toSeconds } = edit;
    const from = fromSeconds === null ? 0 : fromSeconds * sampleRate - offset;
    const to = toSeconds === null ? frames : toSeconds * sampleRate - offset;
    const [first, second] = [known(edit.first), known(edit.second)];
    return { kind: 'exchange', sounds: { [first]: second, [second]: first }, ...inside(from, to) };
  }
  if (edit.kind === 'name') {
    const sounds: Record<string, string> = {};
    for (const [stem, player] of Object.entries(edit.players)) sounds[known(player)] = known(stem);
    return { kind: 'exchange', sounds, ...inside(0, frames) };
  }
  const selection = shiftedShapes(
    await edit.selectionAt(sampleRate, { from: offset, to: offset + frames }),
    -offset,
  );
  const span = spanOfShapes(selection, sampleRate);
  const range = inside(span?.from ?? frames, span?.to ?? 0);
  const { share } = edit;
  return { kind: 'move', source: known(edit.source), target: known(edit.target), share, selection, ...range };
}

/** Edits work on stems as the library stores them: 32-bit float. */
async function copyAsFloat({ path, channelMap }: AudioFile, to: string, signal: AbortSignal): Promise<void> {
  const reader = await openPcm(path, { channelMap });
  try {
    const { sampleRate, channels, frames } = reader;
    const writer = await createPcmWriter(to, { sampleRate, channels, sampleFormat: 'f32' });
    try {
      for (let at = 0; at < frames; at += COPY_FRAMES) {
        if (signal.aborted) throw new Failure('call/cancelled', 'Interrupted');
        await writer.write(await reader.read(at, Math.min(COPY_FRAMES, frames - at)));
      }
      await writer.finish();
    } catch (error) {
      await writer.abort();
      throw error;
    }
  } finally {
    await reader.close();
  }
}

/** The project file beside the edited stems; its paths lead from there. */
function storedIn(
  project: ProjectFile,
  path: string,
  outDir: string,
  container: string,
  names: ReadonlyMap<string, string>,
): ProjectFile {
  const folder = resolve(path, '..');
  const recording = resolve(folder, project.recording.file);
  return {
    ...project,
    recording: { ...project.recording, file: relative(resolve(outDir), recording) },
    stems: Object.fromEntries([...names].map(([id, name]) => [id, { file: `${name}.${container}` }])),
  };
}
