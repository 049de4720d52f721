import { describe, expect, it } from 'vitest';
import { mixCalls } from '../../../../src-main/app/mixes.ts';
import { projectCalls } from '../../../../src-main/app/projects.ts';
import type { Services } from '../../../../src-main/app/services.ts';
import { getSeparation } from '../../../../src-main/library/rows/separations.ts';
import { adoptSidecars } from '../../../../src-main/library/sidecar/adopt.ts';
import { SidecarKeeper } from '../../../../src-main/library/sidecar/sidecar-keeper.ts';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { parseProject } from '../../../../src-shared/mixing/parse-project.ts';
import { ProjectId } from '../../../../src-shared/project/ids.ts';
import { MOST_MIXES } from '../../../../src-shared/project/limits.ts';
import { filledLibrary } from '../library/filled-library.ts';

async function setUp() {
  const library = await filledLibrary();
  const publisher = { project: () => undefined, separation: () => undefined };
  const services = { library, publisher } as unknown as Services;
  const context = { signal: new AbortController().signal };
  const mixes = mixCalls(services);
  const projects = projectCalls(services);
  const { separationId, projectId: first } = library;
  const names = async (): Promise<(readonly [string, boolean])[]> =>
    (await mixes.list({ separationId }, context)).map(({ name, removed }) => [name, removed] as const);
  const opened = async () => (await projects.open({ separationId }, context)).document.id;
  const create = async (name: string, copyOf: typeof first | null = null) =>
    ProjectId.parse((await mixes.create({ separationId, name, copyOf }, context)).projectId);
  return { ...{ library, mixes, projects, context, separationId, first, names, opened, create } };
}

describe('the mixes of a separation', () => {
  it('stand side by side, and the one that was opened last is opened again', async () => {
    const { names, opened, create, projects, context, separationId, first, library } = await setUp();
    const dry = await create('Dry');
    expect(await names()).toEqual([
      ['', false],
      ['Dry', false],
    ]);
    await projects.open({ separationId, projectId: dry }, context);
    expect(await opened()).toBe(dry);
    expect(getSeparation(library.read, separationId)?.projectId).toBe(dry);
    await projects.open({ separationId, projectId: first }, context);
    expect(await opened()).toBe(first);
  });

  it('a copy begins as its model is now, and has a history of its own', async () => {
    const { create, projects, context, first } = await setUp();
    const document = parseProject((await projects.get({ projectId: first }, context)).document);
    const louder = { ...document, master: { ...document.master, gainDb: 3 } };
    await projects.save({ baseRevision: 1, document: louder, edit: 'changeMasterGain' }, context);
    const copy = await create('Copy', first);
    expect(await projects.get({ projectId: copy }, context)).toEqual({
      revision: 1,
      document: { ...louder, id: copy, mix: 'Copy' },
    });
    expect(await projects.history({ projectId: copy }, context)).toHaveLength(1);
    expect(await projects.history({ projectId: first }, context)).toHaveLength(2);
  });

  it('one is deleted and restored with its revisions; the last one stays', async () => {
    const { mixes, names, opened, create, projects, context, first } = await setUp();
    await expect(async () => mixes.remove({ projectId: first }, context)).rejects.toMatchObject({
      code: 'call/invalid',
    });
    const dry = await create('Dry');
    await mixes.remove({ projectId: first }, context);
    expect(await opened()).toBe(dry);
    expect(await names()).toEqual([
      ['', true],
      ['Dry', false],
    ]);
    await expect(async () => mixes.remove({ projectId: dry }, context)).rejects.toMatchObject({
      code: 'call/invalid',
    });
    await mixes.restore({ projectId: first }, context);
    expect((await projects.get({ projectId: first }, context)).revision).toBe(1);
    expect(await names()).toEqual([
      ['', false],
      ['Dry', false],
    ]);
  });

  it('are no more than a separation may have', async () => {
    const { create } = await setUp();
    for (let number = 2; number <= MOST_MIXES; number += 1) await create(`Mix ${number}`);
    await expect(create('One more')).rejects.toMatchObject({ code: 'call/invalid' });
  });

  it('that are deleted leave room for others, and come back only where there is room', async () => {
    const { mixes, create, context, first } = await setUp();
    for (let number = 2; number <= MOST_MIXES; number += 1) await create(`Mix ${number}`);
    await mixes.remove({ projectId: first }, context);
    const other = await create('Another');
    await expect(async () => mixes.restore({ projectId: first }, context)).rejects.toMatchObject({
      code: 'call/invalid',
    });
    await mixes.restore({ projectId: other }, context);
    await mixes.remove({ projectId: other }, context);
    await mixes.restore({ projectId: first }, context);
  });

  it('come back from the sidecar of their separation, deleted ones as deleted', async () => {
    const { library, mixes, names, opened, create, projects, context, separationId, first } = await setUp();
    const dry = await create('Dry');
    await projects.open({ separationId, projectId: dry }, context);
    await mixes.remove({ projectId: first }, context);
    const before = await names();
    new SidecarKeeper(library.write, library.folder, silentLog).flush();
    library.write.run('DELETE FROM recordings');
    library.write.run('DELETE FROM sidecars');
    expect(adoptSidecars(library.write, library.folder).projects).toBe(2);
    expect(await names()).toEqual(before);
    expect(await opened()).toBe(dry);
  });
});
