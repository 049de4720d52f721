import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { RecordingId, SeparationId } from '../../src-shared/project/ids.ts';
import { analyseKind } from '../jobs/kinds/analyse.ts';
import {
  listenToLibrary,
  listensByItself,
  listenToRecording,
  listenToStems,
} from '../jobs/kinds/listening.ts';
import { getTimeline, notHeardBy } from '../library/rows/analyses.ts';
import { excerptsMissing } from '../library/rows/excerpts.ts';
import type { NewJob } from '../library/rows/jobs.ts';
import { Failure } from '../../src-shared/contract/failure.ts';
import {
  requireReadyRecording,
  requireRecording,
  requireSeparation,
  writable,
  type Services,
} from './services.ts';

type AnalysisSubject = { readonly recordingId: RecordingId } | { readonly separationId: SeparationId };

/** Calls on what the listening model heard. */
export function analysisCalls(services: Services): Calls['analysis'] {
  const { library, models, queue } = services;

  const jobFor = (subject: AnalysisSubject): NewJob => {
    if ('recordingId' in subject) {
      return listenToRecording(requireReadyRecording(services, subject.recordingId));
    }
    const separation = requireSeparation(services, subject.separationId);
    if (separation.state !== 'ready') {
      throw new Failure('call/invalid', 'The recording is still being separated');
    }
    return listenToStems(separation, requireRecording(services, separation.recordingId).title);
  };

  return {
    timeline: ({ audioId }) => getTimeline(library.read, audioId),

    async start(subject, { priority }) {
      writable(services);
      const wanted = jobFor(subject);
      await models.embedder();
      const isSame = ({ payload }: { payload: unknown }): boolean =>
        JSON.stringify(payload) === JSON.stringify(wanted.payload);
      const waiting = queue
        .list()
        .find(
          ({ kind, state, ...job }) =>
            kind === analyseKind.name && /queued|running/.test(state) && isSame(job),
        );
      return { jobId: (waiting ?? queue.add(wanted, priority)).id };
    },
  };
}

/** Queues one job for everything that the installed model has not analysed yet, if the user wants that. */
export async function catchUp({ library, models, queue }: Pick<Services, 'library' | 'models' | 'queue'>) {
  if (library.write === null || !(await listensByItself(library.read, models))) return;
  const { weightsSha256 } = await models.embedder();
  const { recordings, separations } = notHeardBy(library.read, weightsSha256);
  const unheard =
    recordings.length + separations.length + excerptsMissing(library.read, weightsSha256).length;
  const isWaiting = queue
    .list()
    .some(
      ({ kind, state, recordingId }) =>
        kind === analyseKind.name && state === 'queued' && recordingId === null,
    );
  if (!isWaiting && unheard > 0) queue.add(listenToLibrary());
}
