import { relative, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { whatIsWrong } from '../../../src-shared/contract/what-is-wrong.ts';
import { BitDepth } from '../../../src-shared/contract/audio.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import { parseProject } from '../../../src-shared/mixing/parse-project.ts';
import type { ImportResult } from '../../audio/import.ts';
import { readText } from '../../audio/read/regular-file.ts';

/** A project outside a library: its document (in any known schema) and the audio files that it plays. */
const Stored = z.object({
  divisi_project: z.literal(1),
  document: z.unknown(),
  /** The recording's bit depth, which is also the default for a mix. */
  bit_depth: BitDepth,
  recording: z.object({ file: z.string().min(1), sha256: z.string() }),
  /** By stem id; paths relative to the project file's folder, or absolute. */
  stems: z.record(z.string(), z.object({ file: z.string().min(1) })),
});
export type ProjectFile = Omit<z.infer<typeof Stored>, 'document'> & { readonly document: ProjectDocument };

/** Whether this is a separation.json, which lies beside a project. */
const isReport = (value: unknown): boolean =>
  z.object({ model: z.string(), stems: z.object({}) }).safeParse(value).success;

/** @throws Failure `file/*`, `project/invalid` naming the field that is wrong */
export async function readProjectFile(path: string): Promise<ProjectFile> {
  const text = await readText(path);
  const bad = (why: string, cause?: unknown): Failure =>
    new Failure('project/invalid', `"${path}" is not a project file: ${why}`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw bad('it is not JSON', cause);
  }
  const parsed = Stored.safeParse(value);
  if (!parsed.success) {
    if (isReport(value)) throw bad(`it says what was separated. Name the project.json beside it`);
    throw bad(whatIsWrong(parsed.error, value), parsed.error);
  }
  const document = parseProject(parsed.data.document);
  const missing = document.tracks.find(({ source }) => parsed.data.stems[source.stemId] === undefined);
  if (missing !== undefined) throw bad(`track "${missing.name}" plays a stem that has no file`);
  return { ...parsed.data, document };
}

/**
 * The project file that is written next to the stems. Its paths are relative to `outDir`, so the folder can
 * be moved.
 */
export function projectFileOf(parts: {
  document: ProjectDocument;
  source: ImportResult;
  file: string;
  outDir: string;
  depth: BitDepth;
  /** File names by stem id. */
  stemFiles: Readonly<Record<string, string>>;
}): ProjectFile {
  return {
    divisi_project: 1,
    document: parts.document,
    bit_depth: parts.depth,
    recording: { file: relative(resolve(parts.outDir), resolve(parts.file)), sha256: parts.source.sha256 },
    stems: Object.fromEntries(Object.entries(parts.stemFiles).map(([id, file]) => [id, { file }])),
  };
}
