import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { BitDepth } from '../../../src-shared/contract/audio.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import type { AudioFile } from '../../audio/read/pcm.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import { readProjectFile } from './project-file.ts';
import { readSources } from './read-sources.ts';
import type { Work } from './work.ts';

/** A project and the audio that it plays. */
export interface OpenedProject {
  readonly document: ProjectDocument;
  /** Of the stems that it plays; 0 as they were separated. */
  readonly stemVersion: number;
  /** The recording's, which is also the default for a mix. */
  readonly bitDepth: BitDepth;
  /** Files, and folders with what is in them, over which nothing may be written: stems, recording. */
  readonly kept: readonly string[];
  /** Every stem as PCM, by stem id, the recording where it is needed, and the rooms' impulse responses. Progress is reported on `work`. */
  readonly sources: (needs: {
    readonly recording: boolean;
    readonly scratch: string;
    /** The share of the whole work's progress. */
    readonly share: number;
  }) => Promise<{
    readonly stems: Record<string, AudioFile>;
    readonly recording: AudioFile;
    /** Paths by id; a project file has none. */
    readonly impulses?: Readonly<Record<string, string>>;
  }>;
  /** The path of the recording's cover; null without one. */
  readonly cover: (scratch: string) => Promise<string | null>;
}

/** @throws Failure `file/*`, `project/invalid` */
export async function openProjectFile(path: string, work: Work): Promise<OpenedProject> {
  const project = await readProjectFile(path);
  const recordingPath = resolve(dirname(path), project.recording.file);
  return {
    document: project.document,
    stemVersion: 0,
    bitDepth: project.bit_depth,
    kept: [project.recording, ...Object.values(project.stems)].map(({ file }) =>
      resolve(dirname(path), file),
    ),
    sources: ({ recording, scratch, share }) => readSources(project, path, recording, scratch, work, share),
    cover: (scratch) => coverIn(recordingPath, join(scratch, 'covers'), work),
  };
}

/** The picture that a recording carries. A mix can be exported without its recording, so that it may be gone. */
async function coverIn(recording: string, coversPath: string, work: Work): Promise<string | null> {
  if (!existsSync(recording)) return null;
  const input = { path: recording, coversPath };
  const { signal, program } = work;
  const { cover, problem } = await runTask(program.spawn, 'embedded-cover', input, { signal });
  if (problem !== null) work.note(problem);
  return cover === null ? null : join(coversPath, cover);
}
