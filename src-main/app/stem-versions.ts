import { existsSync } from 'node:fs';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { changedSpans } from '../../src-shared/project/changed-notes.ts';
import { newJobId, type SeparationId, type StemId } from '../../src-shared/project/ids.ts';
import { shiftedShapes, spanOfShapes } from '../../src-shared/dsp/region/shapes.ts';
import { parseNotes } from '../../src-shared/project/notes.ts';
import type { SoundSelection } from '../../src-shared/project/sound-selection.ts';
import { editStemsKind, type EditStemsPayload } from '../jobs/kinds/edit-stems.ts';
import { takeNotesAlong, toldHash } from '../jobs/kinds/named-notes.ts';
import { qualityJob } from '../jobs/kinds/quality.ts';
import { insidePath } from '../library/folder.ts';
import { getNotes, getNotesByHash } from '../library/rows/recording-notes.ts';
import { getSettings } from '../library/rows/settings.ts';
import type { StoredSeparation } from '../library/rows/separations.ts';
import {
  originalVersion,
  setStemVersionEdit,
  stemVersionsOf,
  useStemVersion,
  type StoredStemVersion,
} from '../library/rows/stem-versions.ts';
import { storedGridBits } from '../separation/stored-grid.ts';
import { removeStemVersion } from '../library/trash/removal.ts';
import { catchUp } from './analyses.ts';
import {
  requireReadyRecording,
  requireRecording,
  requireSeparation,
  writable,
  type Services,
} from './services.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Seconds of a selection that are rendered for listening. */
const MOST_PREVIEWED = 60;
/** A note's prior begins before it, and its sound ends after it. */
const NOTE_MARGIN_SECONDS = 0.3;

/** The part of what was separated that a selection reaches. */
function reachOf(selection: SoundSelection, sampleRate: number, { from, to }: Range): Range {
  const span = spanOfShapes(selection, sampleRate);
  const reach = { from: Math.max(from, span?.from ?? to), to: Math.min(to, span?.to ?? from) };
  if (reach.from < reach.to) return reach;
  throw new Failure('call/invalid', 'Choose sound inside what was separated');
}

/** Edits of a separation's stems, and their versions. */
export function stemVersionCalls(services: Services): Calls['stemVersions'] {
  const { library, models, queue, sources, previews, publisher, log } = services;
  const { folder } = library;

  const requireReady = (id: SeparationId): StoredSeparation => {
    const separation = requireSeparation(services, id);
    if (separation.state === 'ready') return separation;
    throw new Failure('call/invalid', 'The separation is not finished yet');
  };

  const requireRange = ({ from, to }: Range, separation: StoredSeparation): void => {
    if (from < to && from >= separation.from && to <= separation.to) return;
    throw new Failure('call/invalid', 'Choose a passage inside what was separated');
  };

  /** The recording is read too: the rest follows from it. */
  const requireAudio = async ({ recordingId }: StoredSeparation) => {
    const recording = requireReadyRecording(services, recordingId);
    await sources.require(recording);
    return recording;
  };

  /**
   * An edit is over once its version is stored; its job ends a moment later.
   * @throws Failure `separation/busy`
   */
  const requireIdle = (id: SeparationId): void => {
    const stored = new Set(stemVersionsOf(library.read, id).map(({ jobId }) => jobId));
    const busy = queue
      .list()
      .some(
        (job) =>
          job.kind === editStemsKind.name &&
          job.separationId === id &&
          (job.state === 'queued' || job.state === 'running') &&
          !stored.has(job.id),
      );
    if (busy) throw new Failure('separation/busy', 'These stems are being edited');
  };

  const kept = (separationId: SeparationId): StoredStemVersion[] =>
    stemVersionsOf(library.read, separationId).filter(({ dropped }) => !dropped);

  const requireVersion = (separationId: SeparationId, version: number): StoredStemVersion => {
    const found = kept(separationId).find((candidate) => candidate.version === version);
    if (found !== undefined) return found;
    throw new Failure('library/not-found', 'This version of the stems is no longer there');
  };

  const subjectOf = ({ id, recordingId }: StoredSeparation, title: string) => ({
    id: newJobId(),
    ...{ title, recordingId, separationId: id },
  });

  /** Queues an edit of some of the stems. */
  const begin = async (
    separationId: SeparationId,
    edit: Exclude<EditStemsPayload['edit'], { kind: 'again' }>,
    stems: readonly StemId[],
  ) => {
    writable(services);
    const separation = requireReady(separationId);
    requireRange(edit, separation);
    const known = new Set(separation.stems.map(({ id }) => id));
    if (new Set(stems).size < stems.length || !stems.every((id) => known.has(id))) {
      throw new Failure('call/invalid', 'Choose different stems of this separation');
    }
    const { title } = await requireAudio(separation);
    const subject = subjectOf(separation, title);
    queue.add(editStemsKind.job(subject, { separationId, edit }));
    return { jobId: subject.id };
  };

  return {
    list({ separationId }) {
      const separation = requireReady(separationId);
      const versions = kept(separationId);
      return (versions.length > 0 ? versions : [originalVersion(separation)]).map(
        ({ version, parent, createdAt, edit }) => ({ version, parent, createdAt, edit }),
      );
    },

    changedNotes({ separationId }) {
      const separation = requireReady(separationId);
      const recording = requireReadyRecording(services, separation.recordingId);
      const now = getNotes(library.read, recording.id);
      const told = toldHash(separation, stemVersionsOf(library.read, separationId));
      const before = told === null ? null : getNotesByHash(library.read, recording.id, told);
      if (now === null || before === null) return null;
      const margin = Math.round(NOTE_MARGIN_SECONDS * recording.sampleRate);
      const [old, present] = [before, now].map(({ document }) => parseNotes(document).notes);
      return changedSpans(old ?? [], present ?? [], margin, recording.frames)
        .map(({ from, to }) => ({
          from: Math.max(from, separation.from),
          to: Math.min(to, separation.to),
        }))
        .filter(({ from, to }) => from < to);
    },

    async separateAgain({ separationId, ...range }) {
      writable(services);
      const separation = requireReady(separationId);
      requireRange(range, separation);
      const { title } = await requireAudio(separation);
      const { info } = await models.resolve(separation.modelId);
      if (!info.takesNotes) {
        throw new Failure(
          'model/unsupported',
          `${info.title} can’t be told notes: its stems would stay the same`,
        );
      }
      const notes = getNotes(library.read, separation.recordingId);
      if (notes === null) throw new Failure('library/not-found', 'This recording has no notes yet');
      const subject = subjectOf(separation, title);
      const edit = { kind: 'again' as const, ...range, notesSha256: notes.hash };
      queue.add(editStemsKind.job(subject, { separationId, edit }));
      return { jobId: subject.id };
    },

    swap: ({ separationId, ...edit }) => begin(separationId, { kind: 'swap', ...edit }, edit.stems),

    name({ separationId, sounds }) {
      const { from, to } = requireReady(separationId);
      return begin(
        separationId,
        { kind: 'name', from, to, sounds },
        sounds.map(({ stem }) => stem),
      );
    },

    confirmNames({ separationId, version }) {
      const write = writable(services);
      const separation = requireReady(separationId);
      write.transaction(() => {
        const isOriginal = version === 0 && kept(separationId).length === 0;
        const { edit } = isOriginal ? originalVersion(separation) : requireVersion(separationId, version);
        if (edit.kind !== 'original' && edit.kind !== 'named') {
          throw new Failure('call/invalid', 'Only stems that were separated or named have names to confirm');
        }
        setStemVersionEdit(write, separation, version, { ...edit, confirmed: true });
      });
      publisher.separation(separationId);
    },

    move({ separationId, ...route }) {
      const { source, target, share, selection } = route;
      if (share === 0) throw new Failure('call/invalid', 'Nothing would move');
      const separation = requireReady(separationId);
      const { sampleRate } = requireReadyRecording(services, separation.recordingId);
      const range = reachOf(selection, sampleRate, separation);
      return begin(separationId, { kind: 'move', ...range, ...route }, [source, target]);
    },

    async preview({ separationId, ...route }, { signal }) {
      const { source, target, share, selection } = route;
      const separation = requireReady(separationId);
      const { sampleRate, sampleFormat } = await requireAudio(separation);
      const reach = reachOf(selection, sampleRate, separation);
      const heard = {
        from: Math.max(separation.from, reach.from - sampleRate),
        to: Math.min(separation.to, reach.to + sampleRate, reach.from + MOST_PREVIEWED * sampleRate),
      };
      const pathOf = (id: StemId): string => {
        const stem = separation.stems.find((candidate) => candidate.id === id);
        if (stem === undefined) throw new Failure('library/not-found', 'This stem is no longer there');
        return insidePath(folder, stem.path);
      };
      if (source === target) throw new Failure('call/invalid', 'Choose two different stems');
      const inPassage = ({ from, to }: Range): Range => ({
        from: from - separation.from,
        to: to - separation.from,
      });
      const { previewId, channels } = await previews.render(
        {
          ...{ source: pathOf(source), target: pathOf(target), share },
          gridBits: storedGridBits(sampleFormat),
          range: inPassage(reach),
          heard: inPassage(heard),
          selection: shiftedShapes(selection, -separation.from),
        },
        signal,
      );
      return { previewId, channels, sampleRate, ...heard, shortened: heard.to < reach.to };
    },

    endPreview: ({ previewId }) => previews.end(previewId),

    async use({ separationId, version }) {
      const write = writable(services);
      const separation = requireReady(separationId);
      if (separation.version === version) return;
      requireIdle(separationId);
      const { files } = requireVersion(separationId, version);
      if (!files.every(({ path }) => existsSync(insidePath(folder, path)))) {
        throw new Failure('file/not-found', 'Files of this version are missing');
      }
      write.transaction(() => {
        takeNotesAlong(write, separation, version);
        useStemVersion(write, separationId, version);
      });
      publisher.separation(separationId);
      publisher.notes(separation.recordingId);
      publisher.quality(separationId);
      publisher.vectors();
      const { analyseAutomatically } = getSettings(write);
      const { title } = requireRecording(services, separation.recordingId);
      if (analyseAutomatically) queue.add(qualityJob(separation, title));
      await catchUp(services);
    },

    drop({ separationId, version }) {
      const write = writable(services);
      const separation = requireReady(separationId);
      requireIdle(separationId);
      if (separation.version === version) {
        throw new Failure('call/invalid', 'This version is in use: put another one in use first');
      }
      const found = requireVersion(separationId, version);
      const { title } = requireReadyRecording(services, separation.recordingId);
      const trashId = removeStemVersion({ write, folder, log }, separation, found, title);
      publisher.separation(separationId);
      publisher.trash();
      return { trashId };
    },
  };
}
