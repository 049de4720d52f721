import { implement, ORPCError } from '@orpc/server';
import { z } from 'zod';
import { contract } from '../../src-shared/contract/contract.ts';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import type { Capabilities } from '../../src-shared/contract/schemas.ts';
import { getSettings, saveSettings } from '../library/rows/settings.ts';
import { internalError, type Log } from '../library/log/log.ts';
import { adaptationCalls } from '../app/adaptations.ts';
import { analysisCalls, catchUp } from '../app/analyses.ts';
import { backupCalls } from '../app/backups.ts';
import { itemCalls } from '../app/items.ts';
import { libraryCalls } from '../app/recordings.ts';
import { notesCalls } from '../app/notes.ts';
import { projectCalls } from '../app/projects.ts';
import { proposalCalls } from '../app/proposals.ts';
import { qualityCalls } from '../app/quality.ts';
import { separationCalls } from '../app/separations.ts';
import { trustCalls } from '../app/trust.ts';
import { presentJobOf, writable, type Services } from '../app/services.ts';
import { statusOf } from './statuses.ts';
import { trashCalls } from '../app/trash.ts';

const Issues = z.object({
  issues: z.array(
    z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional() }),
  ),
});

/**
 * What an error looks like outside: a Failure with its code, a refused input as `call/invalid`, and anything else,
 * a bug, without its message or stack, which only the log gets.
 */
export function toORPCError(error: unknown, log: Log): ORPCError<string, unknown> {
  if (isFailure(error)) {
    return new ORPCError(error.code, {
      status: statusOf(error.code),
      message: error.message,
      data: error.toData(),
    });
  }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    const failure = new Failure(
      'call/invalid',
      `Divisi was asked for something it does not take${issueOf(error)}`,
    );
    return new ORPCError(failure.code, { status: 400, message: failure.message, data: failure.toData() });
  }
  return toORPCError(internalError(log, 'a call failed unexpectedly', error), log);
}

/** The first thing wrong with an input: ": players.0.id: too long". */
function issueOf(error: ORPCError<string, unknown>): string {
  const [issue] = Issues.safeParse(error.data).data?.issues ?? [];
  return issue === undefined ? '' : `: ${[...(issue.path ?? []), issue.message].join(': ')}`;
}

/** Implements the contract; that every call is there, and fits, is checked by the compiler. */
export function createRouter(services: Services, capabilities: Capabilities) {
  const { library, models, queue, grants, publisher, bus, files, log } = services;
  const recordings = libraryCalls(services);
  const backups = backupCalls(services);
  const trust = trustCalls(services);
  const separations = separationCalls(services);
  const trash = trashCalls(services);
  const analyses = analysisCalls(services);
  const quality = qualityCalls(services);
  const adaptations = adaptationCalls(services);
  const { items, excerpts, tags } = itemCalls(services);
  const proposals = proposalCalls(services);
  const projects = projectCalls(services);
  const notes = notesCalls(services);

  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toORPCError(error, log);
    }
  });

  return os.router({
    system: {
      capabilities: os.system.capabilities.handler(() => capabilities),
      doctor: os.system.doctor.handler(({ signal }) => {
        if (services.doctor === undefined) throw lacking('examine itself');
        return services.doctor(models, signal ?? new AbortController().signal);
      }),
      settings: os.system.settings.handler(() => getSettings(library.read)),
      saveSettings: os.system.saveSettings.handler(async ({ input }) => {
        const settings = saveSettings(writable(services), input);
        if (input.analyseAutomatically === true) await catchUp(services);
        return settings;
      }),
      events: os.system.events.handler(({ signal }) => bus.listen(signal)),
    },
    files: {
      openDialog: os.files.openDialog.handler(({ input }) => {
        if (files.openDialog === undefined) throw lacking('open file dialogs');
        return files.openDialog(input.kind);
      }),
      browse: os.files.browse.handler(({ input }) => {
        if (files.browse === undefined) throw lacking('browse folders');
        return files.browse(input.folder);
      }),
    },
    library: {
      list: os.library.list.handler(({ input }) => recordings.list(input.text)),
      get: os.library.get.handler(({ input }) => recordings.get(input.recordingId)),
      import: os.library.import.handler(({ input: { grantId, mode, channels, again = false } }) =>
        recordings.import({ grantId, mode, again, ...(channels === undefined ? {} : { channels }) }),
      ),
      importDemo: os.library.importDemo.handler(() => recordings.importDemo()),
      rename: os.library.rename.handler(({ input }) => recordings.rename(input.recordingId, input.title)),
      setPlayers: os.library.setPlayers.handler(({ input }) =>
        recordings.setPlayers(input.recordingId, input.players),
      ),
      remove: os.library.remove.handler(({ input }) => recordings.remove(input.recordingId)),
      trust: os.library.trust.handler(() => trust.state()),
      setTrust: os.library.setTrust.handler(({ input }) => trust.set(input.trusted)),
      removeSeparation: os.library.removeSeparation.handler(({ input }) =>
        recordings.removeSeparation(input.separationId),
      ),
      backups: os.library.backups.handler(() => backups.list()),
      createBackup: os.library.createBackup.handler(() => backups.create()),
      restoreBackup: os.library.restoreBackup.handler(({ input }) => backups.restore(input.name)),
    },
    recovery: {
      backups: os.recovery.backups.handler(() => {
        throw isOpen();
      }),
      rebuild: os.recovery.rebuild.handler(() => {
        throw isOpen();
      }),
      restoreBackup: os.recovery.restoreBackup.handler(() => {
        throw isOpen();
      }),
    },
    trash: {
      list: os.trash.list.handler(() => trash.list()),
      restore: os.trash.restore.handler(({ input }) => trash.restore(input.id)),
      empty: os.trash.empty.handler(({ input }) => trash.empty(input.before)),
    },
    models: {
      list: os.models.list.handler(() => models.list()),
      speeds: os.models.speeds.handler(() => separations.speeds()),
      card: os.models.card.handler(async ({ input }) => ({ markdown: await models.card(input.modelId) })),
      add: os.models.add.handler(async ({ input }) => {
        writable(services);
        const folder = grants.resolve(input.folder, 'read');
        if (folder.kind !== 'folder') throw new Failure('model/invalid', 'A model is a folder');
        const added = await models.add(folder.path);
        publisher.models();
        if (added.task === 'embedding') await catchUp(services);
        return added;
      }),
      remove: os.models.remove.handler(async ({ input }) => {
        writable(services);
        await models.remove(input.modelId);
        publisher.models();
        publisher.trash();
      }),
    },
    separation: {
      estimate: os.separation.estimate.handler(({ input }) => separations.estimate(input)),
      start: os.separation.start.handler(({ input }) => separations.start(input)),
    },
    analysis: {
      timeline: os.analysis.timeline.handler(({ input }) => analyses.timeline(input.audioId)),
      start: os.analysis.start.handler(({ input }) => analyses.start(input)),
    },
    quality: {
      get: os.quality.get.handler(({ input }) => quality.get(input.separationId)),
      start: os.quality.start.handler(({ input }) =>
        quality.start(input.separationId, input.references ?? []),
      ),
      export: os.quality.export.handler(({ input }) => quality.export(input)),
    },
    adaptations: {
      check: os.adaptations.check.handler(() => adaptations.check()),
      list: os.adaptations.list.handler(() => adaptations.list()),
      start: os.adaptations.start.handler(({ input }) => adaptations.start(input)),
      resume: os.adaptations.resume.handler(({ input }) => adaptations.resume(input.adaptationId)),
      keep: os.adaptations.keep.handler(({ input }) => adaptations.keep(input.adaptationId)),
      remove: os.adaptations.remove.handler(({ input }) => adaptations.remove(input.adaptationId)),
    },
    items: {
      get: os.items.get.handler(({ input }) => items.get(input.itemId)),
      search: os.items.search.handler(({ input }) => items.search(input)),
      similar: os.items.similar.handler(({ input }) => items.similar(input)),
    },
    excerpts: {
      list: os.excerpts.list.handler(({ input }) => excerpts.list(input.recordingId)),
      create: os.excerpts.create.handler(({ input }) => excerpts.create(input)),
      rename: os.excerpts.rename.handler(({ input }) => excerpts.rename(input.excerptId, input.name)),
      remove: os.excerpts.remove.handler(({ input }) => excerpts.remove(input.excerptId)),
    },
    tags: {
      list: os.tags.list.handler(() => tags.list()),
      items: os.tags.items.handler(({ input }) => tags.items(input.tag)),
      add: os.tags.add.handler(({ input }) => tags.add(input.itemId, input.tag)),
      remove: os.tags.remove.handler(({ input }) => tags.remove(input.itemId, input.tag)),
      refuse: os.tags.refuse.handler(({ input }) => tags.refuse(input.itemId, input.tag)),
      unrefuse: os.tags.unrefuse.handler(({ input }) => tags.unrefuse(input.itemId, input.tag)),
      rename: os.tags.rename.handler(({ input }) => tags.rename(input.tag, input.to)),
      forget: os.tags.forget.handler(({ input }) => tags.forget(input.tag)),
      proposals: os.tags.proposals.handler(({ input, signal }) =>
        proposals.find(input.tag, signal ?? new AbortController().signal),
      ),
    },
    notes: {
      get: os.notes.get.handler(({ input }) => notes.get(input.recordingId)),
      save: os.notes.save.handler(({ input }) =>
        notes.save(input.recordingId, input.baseRevision, input.document),
      ),
      align: os.notes.align.handler(({ input }) => notes.align(input)),
      export: os.notes.export.handler(({ input }) => notes.export(input)),
    },
    jobs: {
      list: os.jobs.list.handler(() => queue.list().map((view) => presentJobOf(services, view))),
      cancel: os.jobs.cancel.handler(async ({ input }) =>
        presentJobOf(services, await queue.cancel(input.jobId)),
      ),
      retry: os.jobs.retry.handler(async ({ input }) =>
        presentJobOf(services, await queue.retry(input.jobId)),
      ),
      dismiss: os.jobs.dismiss.handler(({ input }) => queue.dismiss(input.jobId)),
    },
    projects: {
      open: os.projects.open.handler(({ input }) => projects.open(input.separationId)),
      get: os.projects.get.handler(({ input }) => projects.get(input.projectId)),
      save: os.projects.save.handler(({ input }) => projects.save(input.baseRevision, input.document)),
    },
    exports: {
      start: os.exports.start.handler(({ input }) => projects.export(input)),
    },
  });
}

export type HostRouter = ReturnType<typeof createRouter>;

const isOpen = (): Failure => new Failure('call/invalid', 'The library is open: nothing has to be recovered');
const lacking = (what: string): Failure => new Failure('call/invalid', `Divisi can't ${what} here`);
