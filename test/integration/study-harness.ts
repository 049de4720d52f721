import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestState, type TestAnswer } from '../../src-shared/contract/listening-test.ts';
import type { Participant } from '../../src-shared/contract/studies.ts';
import type { StudyKind } from '../../src-shared/studies/study.ts';
import type { Host } from '../../src-main/api/host.ts';
import { wavBytes } from '../support/wav.ts';
import { jobEnded } from '../support/until.ts';
import type { Client } from './host-harness.ts';

export const RATE = 48_000;

/** A tone with an overtone, at some level; each seed sounds a little different. */
function tone(seed: number, level: number): Buffer {
  return wavBytes({
    rate: RATE,
    channels: 1,
    seconds: 2,
    format: 'f32',
    sample: (frame) => {
      const t = frame / RATE;
      return level * (Math.sin(2 * Math.PI * (300 + 40 * seed) * t) + 0.5 * Math.sin(2 * Math.PI * 5000 * t));
    },
  });
}

/** What a page says of its kind alone. */
const PAGE_OF: Readonly<Record<StudyKind, readonly string[]>> = {
  mushra: ['type: mushra', 'createAnchor35: true', 'createAnchor70: true'],
  abx: ['type: abx', 'repetitions: 2'],
  paired: ['type: paired_comparison', 'unforced: No preference'],
};

/**
 * A webMUSHRA configuration with its sounds, which lie in folders under the same names.
 * @param folders how many sets of sounds the trials share
 */
export function writeStudy(
  dir: string,
  trials: number,
  folders = trials,
  kind: StudyKind = 'mushra',
): { yaml: string; folder: string } {
  const folder = join(dir, 'sounds');
  for (let n = 1; n <= folders; n += 1) {
    mkdirSync(join(folder, `t${n}`), { recursive: true });
    writeFileSync(join(folder, `t${n}`, 'ref.wav'), tone(n, 0.2));
    writeFileSync(join(folder, `t${n}`, 'mild.wav'), tone(n + 0.1, 0.1));
    writeFileSync(join(folder, `t${n}`, 'strong.wav'), tone(n + 0.3, 0.3));
  }
  const pages = Array.from(
    { length: trials },
    (_, index) => `
      - ${PAGE_OF[kind].join('\n        ')}
        id: trial${index + 1}
        name: Piece ${index + 1}
        enableLooping: true
        reference: configs/t${(index % folders) + 1}/ref.wav
        stimuli:
          Mild: configs/t${(index % folders) + 1}/mild.wav
          Strong: configs/t${(index % folders) + 1}/strong.wav`,
  );
  const yaml = join(dir, 'study.yaml');
  writeFileSync(
    yaml,
    `testname: Two separators\ntestId: two\npages:\n  - type: generic\n    id: hello\n    name: Hello\n    content: Please <b>listen</b>.\n  -\n      - random${pages.join('')}\n`,
  );
  return { yaml, folder };
}

/** Imports the configuration, brings levels together, prepares it, and adds participants. */
export async function preparedStudy(
  host: Host,
  client: Client,
  dir: string,
  {
    trials,
    folders = trials,
    participants,
    kind = 'mushra',
  }: { trials: number; folders?: number; participants: number; kind?: StudyKind },
) {
  const { yaml, folder } = writeStudy(dir, trials, folders, kind);
  const grant = (path: string, kind: 'file' | 'folder') =>
    host.grants.grantPath(path, { kind, access: 'read' }).grantId;
  const read = await client.studies.importYaml({
    yaml: grant(yaml, 'file'),
    files: [grant(folder, 'folder')],
  });
  const document = { ...read.document, levelMatch: true };
  await client.studies.save({ baseRevision: read.revision, document });
  const studyId = document.id;
  const { jobId } = await client.studies.prepare({ studyId });
  const job = await jobEnded(() => client.jobs.list(), jobId);
  if (job.state !== 'done') throw new Error(`preparing ended ${job.state}: ${job.failure?.message ?? ''}`);
  return {
    studyId,
    document,
    people: await client.studies.addParticipants({ studyId, count: participants }),
  };
}

/** A participant's requests, as the door passes them on. */
export function participant(host: Host, { path }: Participant) {
  const token = path.split('/')[2] ?? '';
  const ask = (what: string, body?: unknown): Promise<Response> =>
    host.participants.answer(
      token,
      what,
      new Request(
        `http://divisi/${what}`,
        body === undefined ? {} : { method: 'PUT', body: JSON.stringify(body) },
      ),
    );
  return {
    token,
    ask,
    state: async () => TestState.parse(await (await ask('state')).json()),
    sound: async (screen: number, slot: number | string) =>
      new Float32Array(await (await ask(`sound/${screen}/${slot}`)).arrayBuffer()),
    answer: (answer: Omit<TestAnswer, 'effort'>) =>
      ask('answer', { ...answer, effort: { seconds: 3, plays: [1, 2, 0, 0, 0] } }),
  };
}
