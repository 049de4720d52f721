import { fork } from 'node:child_process';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  runEditStems,
  type EditStemsEvent,
  type EditStemsInput,
  type EditStemsResult,
} from '../../../../../src-main/separation/edits/edit-task.ts';
import { ensembleOf } from '../../../../../src-shared/project/players.ts';
import { music, writeRecording } from '../../../../support/music.ts';
import { hashes, makeWorkplace, RATE, separate, type Workplace } from '../workplace.ts';

const FRAMES = 18 * RATE;
const PLAYERS = ensembleOf(['violin', 'cello']);
const MODEL = join(import.meta.dirname, '..', '..', '..', '..', '..', 'models', 'harmonic-unet');

let workplace: Workplace;
let roots = 0;
beforeAll(async () => {
  workplace = await makeWorkplace();
});
afterAll(() => workplace.remove());

async function writeNotes(path: string): Promise<void> {
  const notes = Array.from({ length: 18 }, (_, second) =>
    PLAYERS.map(({ id }, player) => ({
      id: `${id}-${second}`,
      player: id,
      onset: second * RATE,
      offset: (second + 1) * RATE,
      pitch: 69 - 20 * player + (second % 4),
      origin: 'score',
      confidence: 1,
    })),
  ).flat();
  const about = {
    format: 'divisi-notes',
    version: 1,
    recordingSha256: null,
    sampleRate: RATE,
    frames: FRAMES,
  };
  await writeFile(path, JSON.stringify({ ...about, players: PLAYERS, notes }));
}

/** A separation of a recording, and edits of it that separate 14 s again, each into a folder of its own. */
async function separated(channels: 1 | 2) {
  roots += 1;
  const root = join(workplace.root, `channels-${channels}-${roots}`);
  await mkdir(root);
  const path = join(root, 'recording.wav');
  const notesPath = join(root, 'notes.json');
  await writeRecording(path, music(FRAMES, RATE, channels), RATE, 's16');
  await writeNotes(notesPath);
  const recording = { path, channelMap: channels === 1 ? [0] : [0, 1] };
  const input = workplace.inputOf({ recording, players: PLAYERS, to: FRAMES, modelDir: MODEL, threads: 1 });
  const { result } = await separate(input);
  let folders = 0;
  return async (): Promise<EditStemsInput> => {
    folders += 1;
    const outDir = join(root, `edit-${folders}`);
    await mkdir(outDir);
    return {
      ...{ recording, from: 0, to: FRAMES, outDir },
      stems: result.stems.map(({ name, path: file, isRest, rmsDbfs }) => ({
        name,
        path: file,
        isRest,
        rmsDbfs,
      })),
      edit: {
        ...{ kind: 'again', from: 2 * RATE, to: 16 * RATE, players: PLAYERS, modelDir: MODEL, threads: 1 },
        ...{ providers: ['cpu'], pinned: result.pin },
        notesPath,
      },
    };
  };
}

async function edit(input: EditStemsInput): Promise<{ result: EditStemsResult; events: EditStemsEvent[] }> {
  const events: EditStemsEvent[] = [];
  const result = await runEditStems(input, {
    signal: new AbortController().signal,
    progress: () => undefined,
    event: (event) => events.push(event),
  });
  return { result, events };
}

/** Kills the process after its nth segment. @returns the segment */
async function killAfter(input: EditStemsInput, nth: number): Promise<number> {
  const child = fork(new URL('./edit-child.ts', import.meta.url), {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let done = 0;
  let last = 0;
  await new Promise<void>((resolve, reject) => {
    child.on('message', (event: EditStemsEvent) => {
      done += 1;
      if (done > nth) return;
      last = event.segmentsDone;
      if (done === nth) child.kill('SIGKILL');
    });
    child.on('exit', (_, signal) => {
      if (signal === 'SIGKILL') resolve();
      else reject(new Error('the process ended before it was killed'));
    });
    child.on('error', reject);
    child.send(input);
  });
  return last;
}

it.each([1, 2] as const)(
  'a passage of %s channels that was interrupted resumes with identical bytes',
  async (channels) => {
    const inputOf = await separated(channels);
    const whole = await inputOf();
    const uninterrupted = await edit(whole);
    expect(uninterrupted.events.length).toBeGreaterThan(2);
    const levels = ({ stems }: EditStemsResult) =>
      stems.map(({ rmsDbfs, changed }) => ({ rmsDbfs, changed }));
    for (const nth of channels === 1 ? [1, 2] : [1]) {
      const input = await inputOf();
      const segment = await killAfter(input, nth);
      // Whatever the killed process left unfinished must not matter.
      await appendFile(join(input.outDir, 'edit-state.json.part'), 'half a state');
      const { result, events } = await edit(input);
      expect(events[0]?.segmentsDone).toBe(segment + 1);
      expect(levels(result)).toEqual(levels(uninterrupted.result));
      const leftOver = join(input.outDir, 'edit-state.json.part');
      await rm(leftOver, { force: true });
      expect(await hashes(input.outDir)).toEqual(await hashes(whole.outDir));
    }
  },
);

it('overwrites what another edit left in the folder, and not the files that were linked there', async () => {
  const inputOf = await separated(1);
  const fresh = await inputOf();
  await edit(fresh);
  const own = join(fresh.stems[0]?.path ?? '', '..');
  const before = await hashes(own);
  const again = await inputOf();
  // The rest stays the same in a swap, so its file is linked.
  const sounds = { violin: 'cello', cello: 'violin' };
  const swap = { kind: 'exchange', from: 0, to: FRAMES, sounds } as const;
  await edit({ ...again, edit: swap });
  await edit(again);
  expect(await hashes(again.outDir)).toEqual(await hashes(fresh.outDir));
  expect(await hashes(own)).toEqual(before);
});
