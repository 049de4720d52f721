import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { Mix } from '../../src-shared/contract/mixes.ts';
import { newProject } from '../../src-shared/mixing/new-project.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import { newProjectId } from '../../src-shared/project/ids.ts';
import { MOST_KEPT_MIXES, MOST_MIXES } from '../../src-shared/project/limits.ts';
import { hasOtherMix, mixesOf, setRemoved } from '../library/rows/mixes.ts';
import { insertProject } from '../library/rows/projects.ts';
import { requireProject } from './projects.ts';
import { requireReadyRecording, requireSeparation, writable, type Services } from './services.ts';

/** The mixes of a separation: projects side by side. */
export function mixCalls(services: Services): Calls['mixes'] {
  const { library, publisher } = services;
  return {
    list: ({ separationId }) => mixesOf(library.read, separationId),

    create({ separationId, name, copyOf }) {
      const write = writable(services);
      const separation = requireSeparation(services, separationId);
      if (separation.state !== 'ready')
        throw new Failure('call/invalid', 'The separation is not finished yet');
      requireRoom(mixesOf(write, separationId));
      const id = newProjectId();
      const document = (): ProjectDocument => {
        if (copyOf !== null) return { ...requireProject(services, copyOf).document, id, mix: name };
        const recording = requireReadyRecording(services, separation.recordingId);
        return newProject({ id, mix: name, recording, separation });
      };
      const made = document();
      if (made.separationId !== separationId) {
        throw new Failure('call/invalid', 'The mix to copy belongs to another separation');
      }
      insertProject(write, { id, separationId, document: JSON.stringify(made) });
      publisher.project(id, 1);
      return { projectId: id };
    },

    remove({ projectId }) {
      const write = writable(services);
      const { separationId } = requireProject(services, projectId).document;
      if (!hasOtherMix(write, projectId)) {
        throw new Failure('call/invalid', 'This is the only mix; make another one before deleting it');
      }
      setRemoved(write, projectId, true);
      publisher.separation(separationId);
    },

    restore({ projectId }) {
      const write = writable(services);
      const { separationId } = requireProject(services, projectId).document;
      const mixes = mixesOf(write, separationId);
      if (mixes.some((mix) => mix.projectId === projectId && mix.removed)) requireRoom(mixes);
      setRemoved(write, projectId, false);
      publisher.separation(separationId);
    },
  };
}

/** @throws Failure if there is no room for another mix */
function requireRoom(mixes: readonly Mix[]): void {
  if (mixes.filter(({ removed }) => !removed).length >= MOST_MIXES) {
    throw new Failure('call/invalid', `A separation has at most ${MOST_MIXES} mixes; delete one first`);
  }
  if (mixes.length >= MOST_KEPT_MIXES) {
    throw new Failure(
      'call/invalid',
      `A separation keeps at most ${MOST_KEPT_MIXES} mixes, deleted ones included`,
    );
  }
}
