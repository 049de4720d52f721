import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restoreClosed } from '../../../../../src-main/library/backup/restore-backup.ts';
import type { WritableDatabase } from '../../../../../src-main/library/database.ts';
import { checkDatabase } from '../../../../../src-main/library/integrity.ts';
import { silentLog } from '../../../../../src-main/library/log/log.ts';
import { openLibrary } from '../../../../../src-main/library/open.ts';
import { changeBalances, getBalances } from '../../../../../src-main/library/rows/balances.ts';
import { getListeners, saveListeners } from '../../../../../src-main/library/rows/listeners.ts';
import { getSettings, saveSettings } from '../../../../../src-main/library/rows/settings.ts';
import { insertStudy, saveStudy, setPrepared } from '../../../../../src-main/library/rows/studies.ts';
import {
  insertSession,
  putAnswer,
  setQuestions,
  stampSession,
} from '../../../../../src-main/library/rows/study-sessions.ts';
import { rebuildLibrary } from '../../../../../src-main/library/sidecar/rebuild.ts';
import { readStudyRows } from '../../../../../src-main/library/sidecar/study-rows.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../../src-shared/hearing/standard-audiograms.ts';
import { newStudyId, newStudySessionId, type StudyId } from '../../../../../src-shared/project/ids.ts';
import { newStudy } from '../../../../../src-shared/studies/study.ts';
import { filledLibrary } from '../filled-library.ts';

const open = (root: string) => openLibrary(root, { log: silentLog, access: 'write' });
const rebuild = (root: string) =>
  rebuildLibrary(root, { log: silentLog, inspect: () => Promise.reject(new Error('no audio')) });

const listener = {
  name: 'L1',
  hearing: { left: STANDARD_AUDIOGRAMS.N2, right: STANDARD_AUDIOGRAMS.NH },
};
const balance = { name: 'Viola forward', gains: [{ name: 'viola', gainDb: 3 }] };

/** A study of two versions, whose one participant has answered a screen. */
function addStudy(write: WritableDatabase): StudyId {
  const id = newStudyId();
  const study = newStudy(id, 'Which is closer', 'abx', 'Which one is X?');
  insertStudy(write, id, JSON.stringify(study));
  saveStudy(write, id, 1, JSON.stringify({ ...study, name: 'Which is closer?' }));
  setPrepared(write, id, { revision: 2, preparedAt: '2026-01-01T00:00:00Z', trials: [] });
  const session = newStudySessionId();
  insertSession(write, { id: session, studyId: id, token: `secret-${id}`, seed: 7, revision: 2, screens: 3 });
  stampSession(write, session, 'started');
  setQuestions(write, session, { age: '40' });
  putAnswer(write, session, {
    ...{ key: 't1', isFinal: true, answeredAt: '2026-01-02T00:00:00Z' },
    answer: { kind: 'abx', choice: 'b' },
    effort: { seconds: 4, plays: [1, 2, 1] },
  });
  return id;
}

async function kept() {
  const library = await filledLibrary();
  const { write, folder } = library;
  const studyId = addStudy(write);
  saveListeners(write, [listener]);
  changeBalances(write, () => [balance]);
  saveSettings(write, { fullScaleDbSpl: 97 });
  const rows = readStudyRows(write, studyId);
  expect(rows?.sessions[0]?.answers).toHaveLength(1);
  return { ...library, root: folder.root, studyId, rows };
}

describe('a library without its database', () => {
  it('keeps its studies, listeners, balances and calibration', async () => {
    const { root, close, folder, studyId, rows } = await kept();
    close();
    const path = join(folder.studies, studyId, 'study.json');
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(existsSync(`${path}.part`)).toBe(false);
    rmSync(folder.database);
    expect(await rebuild(root)).toMatchObject({ recordings: 1, studies: 1 });
    const again = await open(root);
    expect(readStudyRows(again.read, studyId)).toEqual(rows);
    expect(getListeners(again.read)).toEqual([listener]);
    expect(getBalances(again.read)).toEqual([balance]);
    expect(getSettings(again.read).fullScaleDbSpl).toBe(97);
    // What came back is not written again, and not adopted again over what changed since.
    if (again.write === null) throw new Error('opened for writing, but can not be written to');
    changeBalances(again.write, () => []);
    again.close();
    const third = await open(root);
    expect(getBalances(third.read)).toEqual([]);
    expect(getListeners(third.read)).toEqual([listener]);
    third.close();
  });

  it('leaves out descriptions that are damaged or steal a participant, and names them', async () => {
    const { root, close, folder, studyId } = await kept();
    close();
    const sidecar = readFileSync(join(folder.studies, studyId, 'study.json'), 'utf8');
    const thief = newStudyId();
    mkdirSync(join(folder.studies, thief));
    writeFileSync(join(folder.studies, thief, 'study.json'), sidecar.replaceAll(studyId, thief));
    const broken = newStudyId();
    cpSync(join(folder.studies, thief), join(folder.studies, broken), { recursive: true });
    writeFileSync(folder.values, '{"revision":1,');
    rmSync(folder.database);
    const { studies, problems } = await rebuild(root);
    expect(studies).toBe(1);
    expect(problems).toEqual(
      expect.arrayContaining([
        {
          file: `studies/${broken}/study.json`,
          reason: 'it speaks of another study than its folder says',
        },
        { file: 'library.values.json', reason: 'it is no JSON' },
      ]),
    );
    const stolen = [thief, studyId].map((id) => `studies/${id}/study.json`);
    const refused = problems.filter(({ file }) => stolen.includes(file));
    expect(refused).toMatchObject([{ reason: 'another study has one of its participants' }]);
  });
});

it('a restored backup keeps its own values, and takes in studies that it lacks', async () => {
  const { root, folder, close, backups, write, studyId, rows } = await kept();
  if (backups === null) throw new Error('a library that can be written has backups');
  const { name } = await backups.create((input) => Promise.resolve(checkDatabase(input)));
  const later = addStudy(write);
  const laterRows = readStudyRows(write, later);
  changeBalances(write, () => []);
  close();
  restoreClosed(folder, name);
  const again = await open(root);
  expect(getBalances(again.read)).toEqual([balance]);
  expect(readStudyRows(again.read, studyId)).toEqual(rows);
  expect(readStudyRows(again.read, later)).toEqual(laterRows);
  again.close();
});
