import { expect, it } from 'vitest';
import { openLibraryMix } from '../../../../src-main/app/library-project.ts';
import { mixCalls } from '../../../../src-main/app/mixes.ts';
import type { Work } from '../../../../src-main/app/files/work.ts';
import type { Services } from '../../../../src-main/app/services.ts';
import { newSeparationId, ProjectId } from '../../../../src-shared/project/ids.ts';
import { filledLibrary } from '../library/filled-library.ts';

const work = { program: { trust: { isTrusted: () => true } } } as unknown as Work;

it('opens a mix of a separation by its name, and otherwise the one that was opened last', async () => {
  const library = await filledLibrary();
  const { separationId, projectId, recordingId, stemId, folder } = library;
  const mixes = mixCalls({
    library,
    publisher: { project: () => undefined, separation: () => undefined },
  } as unknown as Services);
  const context = { signal: new AbortController().signal };
  const create = async (name: string) =>
    ProjectId.parse((await mixes.create({ separationId, name, copyOf: null }, context)).projectId);
  const open = (mix?: string) =>
    openLibraryMix({ libraryDir: folder.root, separationId, mix }, work).then(({ document }) => document.id);
  expect(await open()).toBe(projectId);
  const dry = await create('Dry');
  const upper = await create('DRY');
  expect(await open('Dry')).toBe(dry);
  expect(await open('DRY')).toBe(upper);
  expect(await open('dry')).toBe(dry);
  await mixes.remove({ projectId: dry }, context);
  expect(await open('dry')).toBe(upper);
  await expect(open('Wet')).rejects.toMatchObject({
    code: 'call/invalid',
    message: expect.stringContaining('it has an unnamed one, "DRY"') as string,
  });

  const opened = await openLibraryMix({ libraryDir: folder.root, separationId, mix: undefined }, work);
  expect(opened.bitDepth).toBe('16');
  const { stems, recording } = await opened.sources({ recording: true, scratch: '', share: 1 });
  expect(Object.keys(stems)).toEqual([stemId]);
  expect(recording.path).toContain(recordingId);
  await expect(
    openLibraryMix({ libraryDir: folder.root, separationId: newSeparationId(), mix: undefined }, work),
  ).rejects.toMatchObject({ code: 'library/not-found' });
});

it('opens a separation that was never opened as the window would', async () => {
  const { write, separationId, recordingId, stemId, folder } = await filledLibrary();
  write.run('DELETE FROM project_revisions');
  write.run('DELETE FROM projects');
  const { document } = await openLibraryMix({ libraryDir: folder.root, separationId, mix: undefined }, work);
  expect(document).toMatchObject({ separationId, recordingId });
  expect(document.tracks.map(({ source }) => source.stemId)).toEqual([stemId]);
});

it('refuses a damaged mix with its reason', async () => {
  const { write, separationId, folder } = await filledLibrary();
  write.run("UPDATE project_revisions SET document = '{broken'");
  await expect(
    openLibraryMix({ libraryDir: folder.root, separationId, mix: undefined }, work),
  ).rejects.toMatchObject({ code: 'project/invalid' });
});
