import { join } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { Calls } from '../../../src-shared/contract/handlers.ts';
import type { StoredStudy, StudySummary } from '../../../src-shared/contract/studies.ts';
import { fileNameOf } from '../../../src-shared/format/file-name.ts';
import { newStudyId, type GrantId, type StudyId } from '../../../src-shared/project/ids.ts';
import { problemsOf } from '../../../src-shared/studies/plan.ts';
import { newStudy, parseStudy } from '../../../src-shared/studies/study.ts';
import { writeBeside } from '../../audio/write/write-beside.ts';
import { prepareStudyKind } from '../../jobs/kinds/prepare-study.ts';
import {
  getStudy,
  getStudyRevision,
  insertStudy,
  listStudies,
  noStudy,
  saveStudy,
  setStudyRemoved,
  studyHistory,
  type StoredStudyRow,
} from '../../library/rows/studies.ts';
import { findAudio } from '../find-audio.ts';
import { writable, type Services } from '../services.ts';
import { addParticipants, participantsOf, revokeParticipant } from './participants.ts';
import { exportText, studyResults } from './results.ts';
import { copyStudyFile } from './study-files.ts';
import { isDesign, studyFromDesign } from './from-design.ts';
import { readGrantedText, studyFromYaml } from './from-yaml.ts';
import type { GivenSound } from './match-sounds.ts';

const stored = (row: StoredStudyRow): StoredStudy => ({
  revision: row.revision,
  document: parseStudy(JSON.parse(row.document)),
});

/** Listening tests: their versions, participants and results. */
export function studyCalls(services: Services): Calls['studies'] {
  const { library, publisher, queue, grants } = services;
  const { read } = library;

  const requireRow = (id: StudyId): StoredStudyRow => {
    const row = getStudy(read, id);
    if (row === null) throw noStudy();
    return row;
  };
  const insert = (document: StoredStudy['document']): StoredStudy => {
    insertStudy(writable(services), document.id, JSON.stringify(document));
    publisher.study(document.id);
    return { revision: 1, document };
  };
  const setRemoved = (id: StudyId, isRemoved: boolean): void => {
    requireRow(id);
    setStudyRemoved(writable(services), id, isRemoved);
    publisher.study(id);
  };

  /** Audio files with their names, those of folders included. */
  const namedFiles = async (ids: readonly GrantId[]): Promise<GivenSound[]> => {
    const files: GivenSound[] = [];
    for (const id of ids) {
      const granted = grants.resolve(id, 'read');
      if (granted.kind === 'folder') files.push(...(await findAudio(granted.path)).files);
      else files.push({ name: granted.name, path: granted.path });
    }
    return files;
  };

  const folderFor = (destination: GrantId | undefined, id: StudyId): string => {
    if (destination === undefined) {
      return services.showPaths ? services.downloadsDir : join(services.downloadsDir, id);
    }
    const granted = grants.resolve(destination, 'write');
    if (granted.kind !== 'folder') throw new Failure('call/invalid', 'Choose a folder for the results');
    return granted.path;
  };

  return {
    list: () => listStudies(read).map(summaryOf),
    create: ({ name, kind, question }) => insert(newStudy(newStudyId(), name, kind, question)),

    async importYaml({ yaml, files }, { signal }) {
      writable(services);
      const text = await readGrantedText(grants.resolve(yaml, 'read').path);
      const known = await namedFiles(files);
      const copy = (path: string) =>
        copyStudyFile({ folder: library.folder, spawn: services.spawn }, path, signal);
      if (isDesign(text)) return { ...insert(await studyFromDesign(read, text, known, copy)), notes: [] };
      const { document, notes } = await studyFromYaml(text, known, copy);
      return { ...insert(document), notes: [...notes] };
    },

    get({ studyId }) {
      const row = requireRow(studyId);
      const revision = row.preparedRevision;
      const prepared = revision === null ? null : getStudyRevision(read, studyId, revision).prepared;
      return { ...stored(row), prepared };
    },

    save({ baseRevision, document }) {
      const saved = saveStudy(writable(services), document.id, baseRevision, JSON.stringify(document));
      publisher.study(document.id);
      return saved;
    },

    history: ({ studyId }) => studyHistory(read, studyId),
    revision: ({ studyId, revision }) => ({
      revision,
      document: parseStudy(JSON.parse(getStudyRevision(read, studyId, revision).document)),
    }),
    remove: ({ studyId }) => setRemoved(studyId, true),
    restore: ({ studyId }) => setRemoved(studyId, false),

    async addFile({ grantId }, { signal }) {
      const { path, name } = grants.resolve(grantId, 'read');
      writable(services);
      const file = await copyStudyFile({ folder: library.folder, spawn: services.spawn }, path, signal);
      return { kind: 'file', file, label: name.slice(0, 200) };
    },

    prepare({ studyId }) {
      writable(services);
      const { revision, document } = stored(requireRow(studyId));
      if (problemsOf(document).length > 0) {
        throw new Failure(
          'study/invalid',
          'The study is incomplete: every trial needs a reference and conditions',
        );
      }
      const waiting = queue.list().find(({ kind, payload, state }) => {
        const isSame = JSON.stringify(payload) === JSON.stringify({ studyId, revision });
        return kind === prepareStudyKind.name && isSame && (state === 'queued' || state === 'running');
      });
      if (waiting !== undefined) return { jobId: waiting.id };
      return { jobId: queue.add(prepareStudyKind.job({ title: document.name }, { studyId, revision })).id };
    },

    participants: ({ studyId }) => participantsOf(read, studyId),
    addParticipants({ studyId, count }) {
      addParticipants(writable(services), requireRow(studyId), count);
      publisher.study(studyId);
      return participantsOf(read, studyId);
    },
    setRevoked({ sessionId, revoked }) {
      const studyId = revokeParticipant(writable(services), sessionId, revoked);
      publisher.study(studyId);
      return participantsOf(read, studyId);
    },

    results: ({ studyId }) => studyResults(read, stored(requireRow(studyId)).document),

    async export({ studyId, format, destination }) {
      const { document } = stored(requireRow(studyId));
      const text = exportText(read, document, format);
      const folder = folderFor(destination, studyId);
      const path = await writeBeside(folder, fileNameOf(`${document.name} results`), format, text);
      const { grantId, name, bytes } = grants.grantPath(path, { kind: 'file', access: 'read' });
      return { grantId, name, bytes: bytes ?? 0, path: services.showPaths ? path : null };
    },
  };
}

function summaryOf(row: StoredStudyRow): StudySummary {
  const { id, revision, updatedAt, removedAt, participants, finished, preparedRevision } = row;
  const { name, kind, trials, conditions } = parseStudy(JSON.parse(row.document));
  return {
    ...{ id, name, kind, revision, updatedAt, participants, finished, preparedRevision },
    trials: trials.length,
    conditions: conditions.length,
    isRemoved: removedAt !== null,
  };
}
