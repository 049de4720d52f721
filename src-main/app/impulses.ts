import type { GrantId, ProjectId } from '../../src-shared/project/ids.ts';
import type { Impulse } from '../../src-shared/project/impulse.ts';
import { runTask } from '../jobs/tasks/run-task.ts';
import { requireProject } from './projects.ts';
import { writable, type Services } from './services.ts';

/**
 * Keeps an impulse response that the user chose in the library, at the project's rate.
 * @throws Failure `file/*`, `audio/*`, `disk/*`, `library/not-found`, `call/invalid`
 */
export async function addImpulse(
  services: Services,
  projectId: ProjectId,
  file: GrantId,
  signal: AbortSignal,
): Promise<Impulse> {
  writable(services);
  const { sampleRate } = requireProject(services, projectId).document;
  const { path, name } = services.grants.resolve(file, 'read');
  const folder = services.library.folder.impulses;
  const kept = await runTask(services.spawn, 'keep-impulse', { path, folder, sampleRate }, { signal });
  return { ...kept, name: name.slice(0, 200), sampleRate };
}
