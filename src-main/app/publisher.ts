import type { BatchState } from '../../src-shared/contract/batch.ts';
import type { HostEvent } from '../../src-shared/contract/events.ts';
import type { Job, QueueState } from '../../src-shared/contract/job.ts';
import type { LibraryTrustState } from '../../src-shared/contract/system.ts';
import type { JobId, ProjectId, RecordingId, SeparationId, StudyId } from '../../src-shared/project/ids.ts';
import type { LibraryChanges } from '../jobs/kinds/changes.ts';
import type { LiveStems } from '../jobs/kinds/live-stems.ts';
import type { ReadableDatabase } from '../library/database.ts';
import type { Log } from '../library/log/log.ts';
import { getNotes } from '../library/rows/recording-notes.ts';
import { getRecording } from '../library/rows/recordings.ts';
import { getSeparation } from '../library/rows/separations.ts';
import type { EventBus } from './events.ts';
import { presentRecording, presentSeparation } from './present.ts';
import type { Sources } from './sources.ts';

/**
 * Turns "this row changed" into an event with the row's state at publishing time, strictly in order:
 * presenting a recording reads the disk, and an older reading must not overtake a newer one.
 */
export class Publisher implements LibraryChanges {
  readonly #bus: EventBus;
  readonly #read: ReadableDatabase;
  readonly #sources: Sources;
  readonly #live: LiveStems;
  readonly #log: Log;
  #line: Promise<void> = Promise.resolve();

  constructor(bus: EventBus, read: ReadableDatabase, sources: Sources, live: LiveStems, log: Log) {
    this.#bus = bus;
    this.#read = read;
    this.#sources = sources;
    this.#live = live;
    this.#log = log;
  }

  recording(id: RecordingId): void {
    this.#inOrder(async () => {
      const row = getRecording(this.#read, id);
      return row === null
        ? null
        : { type: 'recording', recording: await presentRecording(row, this.#sources) };
    });
  }

  recordingRemoved(recordingId: RecordingId): void {
    this.#inOrder(() => ({ type: 'recording-removed', recordingId }));
  }

  separation(id: SeparationId): void {
    this.#inOrder(() => {
      const row = getSeparation(this.#read, id);
      return row === null ? null : { type: 'separation', separation: presentSeparation(row, this.#live) };
    });
  }

  stemsGrew(separationId: SeparationId): void {
    this.#inOrder(() => {
      const run = this.#live.of(separationId);
      return run === null ? null : { type: 'stems-grew', separationId, readyFrames: run.readyFrames };
    });
  }

  separationRemoved(separationId: SeparationId): void {
    this.#inOrder(() => ({ type: 'separation-removed', separationId }));
  }

  quality(separationId: SeparationId): void {
    this.#inOrder(() => ({ type: 'quality', separationId }));
    const recordingId = getSeparation(this.#read, separationId)?.recordingId;
    // Lists of recordings show the quality too.
    if (recordingId !== undefined) this.recording(recordingId);
  }

  excerpts(recordingId: RecordingId): void {
    this.#inOrder(() => ({ type: 'excerpts', recordingId }));
  }

  notes(recordingId: RecordingId): void {
    this.#inOrder(() => {
      const row = getNotes(this.#read, recordingId);
      return row === null ? null : { type: 'notes', recordingId, revision: row.revision };
    });
  }

  tags(): void {
    this.#inOrder(() => ({ type: 'tags' }));
  }

  vectors(): void {
    this.#inOrder(() => ({ type: 'vectors' }));
  }

  project(projectId: ProjectId, revision: number): void {
    this.#inOrder(() => ({ type: 'project', projectId, revision }));
  }

  adaptations(): void {
    this.#inOrder(() => ({ type: 'adaptations' }));
  }

  study(studyId: StudyId): void {
    this.#inOrder(() => ({ type: 'study', studyId }));
  }

  trust(trust: LibraryTrustState): void {
    this.#inOrder(() => ({ type: 'trust', trust }));
  }

  trash(): void {
    this.#inOrder(() => ({ type: 'trash' }));
  }

  models(): void {
    this.#inOrder(() => ({ type: 'models' }));
  }

  job(job: Job): void {
    this.#inOrder(() => ({ type: 'job', job }));
  }

  batch(batch: BatchState | null): void {
    this.#inOrder(() => ({ type: 'batch', batch }));
  }

  watch(): void {
    this.#inOrder(() => ({ type: 'watch' }));
  }

  queue(queue: QueueState): void {
    this.#inOrder(() => ({ type: 'queue', queue }));
  }

  jobRemoved(jobId: JobId): void {
    this.#inOrder(() => ({ type: 'job-removed', jobId }));
  }

  /** Resolves once every change reported so far is published. */
  settled(): Promise<void> {
    return this.#line;
  }

  #inOrder(make: () => HostEvent | null | Promise<HostEvent | null>): void {
    this.#line = this.#line
      .then(make)
      .then((event) => {
        if (event !== null) this.#bus.publish(event);
      })
      .catch((error: unknown) => {
        this.#log.error('an event could not be published', error);
      });
  }
}
