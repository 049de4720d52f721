import { fork } from 'node:child_process';
import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSeparate } from '../../../../src-main/separation/separate.ts';
import type {
  SeparateEvent,
  SeparateInput,
  SeparationPin,
} from '../../../../src-main/separation/separate.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';
import { writeTinyModel } from '../inference/tiny-model.ts';
import { music, writeRecording } from '../../../support/music.ts';
import { RATE, hashes, makeWorkplace, separate } from './workplace.ts';
import type { Workplace } from './workplace.ts';

let workplace: Workplace;
let root: string;
const inputOf = (change?: Partial<SeparateInput>): SeparateInput => workplace.inputOf(change);

beforeAll(async () => {
  workplace = await makeWorkplace();
  root = workplace.root;
});
afterAll(() => workplace.remove());

/** Runs until so many segments are done, then kills the process where it stands. */
async function killAfter(input: SeparateInput, segments: number): Promise<SeparationPin> {
  const child = fork(new URL('./separate-child.ts', import.meta.url), {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let pin: SeparationPin | undefined;
  await new Promise<void>((resolve, reject) => {
    child.on('message', (event: SeparateEvent) => {
      if (event.type === 'pinned') pin = event.pin;
      else if (event.type === 'segment' && event.segmentsDone === segments) child.kill('SIGKILL');
    });
    child.on('exit', (_, signal) => {
      if (signal === 'SIGKILL') resolve();
      else reject(new Error('the process ended before it was killed'));
    });
    child.on('error', reject);
    child.send(input);
  });
  if (pin === undefined) throw new Error('the process told no pin');
  return pin;
}

// Every segment is flushed to the disk: slow where others use it too.
describe('a run that was interrupted', () => {
  it('goes on after a kill and gives the bytes of an uninterrupted run', async () => {
    const whole = inputOf();
    await separate(whole);
    for (const segments of [1, 3]) {
      const input = inputOf();
      const pinned = await killAfter(input, segments);
      // Whatever the killed process wrote after its last segment must not matter.
      await appendFile(join(input.outDir, 'cello.wav.part'), 'half a block');
      const { events } = await separate({ ...input, pinned, segmentsDone: segments });
      const first = events.find((event) => event.type === 'segment');
      expect(first?.segmentsDone).toBeGreaterThan(segments);
      expect(await hashes(input.outDir)).toEqual(await hashes(whole.outDir));
    }
  });

  it('is told the same notes of each piece after a kill, and starts whole with other notes', async () => {
    const frames = RATE * 14;
    const path = join(root, 'longer.wav');
    await writeRecording(path, music(frames, RATE, 1), RATE, 's16');
    const players = ensembleOf(['violin', 'cello']);
    const noteOf = (player: string, second: number, pitch: number) => ({
      id: `${player}-${second}`,
      player,
      onset: second * RATE,
      offset: (second + 1) * RATE,
      pitch,
      origin: 'score',
      confidence: 1,
    });
    const notesPath = join(root, 'told.json');
    const writeNotes = (pitch: number) =>
      writeFile(
        notesPath,
        JSON.stringify({
          format: 'divisi-notes',
          version: 1,
          recordingSha256: null,
          sampleRate: RATE,
          frames,
          players,
          notes: Array.from({ length: 13 }, (_, second) => [
            noteOf('violin', second, pitch + (second % 5)),
            noteOf('cello', second, 43 + (second % 3)),
          ]).flat(),
        }),
      );
    const told = (): SeparateInput =>
      inputOf({
        recording: { path, channelMap: [0] },
        players,
        to: frames,
        modelDir: join(import.meta.dirname, '..', '..', '..', '..', 'models', 'harmonic-unet'),
        notesPath,
      });
    await writeNotes(69);
    const whole = told();
    await separate(whole);
    const input = told();
    const pinned = await killAfter(input, 1);
    const { events } = await separate({ ...input, pinned, segmentsDone: 1 });
    expect(events.find((event) => event.type === 'segment')?.segmentsDone).toBe(2);
    expect(await hashes(input.outDir)).toEqual(await hashes(whole.outDir));

    const changed = told();
    const again = await killAfter(changed, 1);
    await writeNotes(72);
    const other = await separate({ ...changed, pinned: again, segmentsDone: 1 });
    expect(other.events.find((event) => event.type === 'segment')?.segmentsDone).toBe(1);
    expect(await hashes(changed.outDir)).not.toEqual(await hashes(whole.outDir));
  });

  it('goes on after a cancel', async () => {
    const whole = inputOf();
    await separate(whole);
    const input = inputOf();
    const stop = new AbortController();
    const run = runSeparate(input, {
      signal: stop.signal,
      progress: () => undefined,
      event: (event) => {
        if (event.type === 'segment') stop.abort();
      },
    });
    await expect(run).rejects.toThrow(expect.objectContaining({ code: 'call/cancelled' }));
    const { events } = await separate({ ...input, segmentsDone: 1 });
    expect(events.find((event) => event.type === 'segment')?.segmentsDone).toBe(2);
    expect(await hashes(input.outDir)).toEqual(await hashes(whole.outDir));
  });

  it.each([
    [
      'a pin of another number of threads',
      (input: SeparateInput) =>
        Promise.resolve(
          input.pinned === null ? input : { ...input, pinned: { ...input.pinned, threads: 1 } },
        ),
    ],
    [
      'a pin of another version of the model',
      (input: SeparateInput) =>
        writeTinyModel(join(root, 'models'), {
          id: 'newer',
          manifest: { id: 'tiny', version: '1.0.1' },
        }).then((newer) => ({ ...input, modelDir: newer })),
    ],
    [
      'other players',
      (input: SeparateInput) =>
        Promise.resolve({ ...input, players: ensembleOf(['cello', 'violin', 'violin']) }),
    ],
    [
      'a part that was cut',
      async (input: SeparateInput) => {
        await truncate(join(input.outDir, 'rest.wav.part'), 100);
        return input;
      },
    ],
    [
      'a part that is gone',
      async (input: SeparateInput) => {
        await rm(join(input.outDir, 'violin-1.wav.part'));
        return input;
      },
    ],
    [
      'a damaged state',
      async (input: SeparateInput) => {
        await truncate(join(input.outDir, 'separation-state.json'), 10);
        return input;
      },
    ],
    [
      'places that were damaged',
      async (input: SeparateInput) => {
        const path = join(input.outDir, 'separation-state.json');
        const state = JSON.parse(await readFile(path, 'utf8')) as { places: string[] };
        expect(state.places).toHaveLength(4);
        await writeFile(
          path,
          JSON.stringify({ ...state, places: state.places.toSpliced(1, 1, 'AAAAAAAAAAA=') }),
        );
        return input;
      },
    ],
  ])('starts whole with %s', async (_, change) => {
    const input = inputOf();
    const pinned = await killAfter(input, 2);
    const changed = await change({ ...input, pinned, segmentsDone: 2 });
    const { events } = await separate(changed);
    expect(events.find((event) => event.type === 'segment')?.segmentsDone).toBe(1);
    const fresh = { ...changed, outDir: `${input.outDir}-fresh`, segmentsDone: 0 };
    await separate(fresh);
    expect(await hashes(input.outDir)).toEqual(await hashes(fresh.outDir));
  });

  it('starts whole when it is told to', async () => {
    const input = inputOf();
    await killAfter(input, 2);
    const { events } = await separate(input);
    expect(events.find((event) => event.type === 'segment')?.segmentsDone).toBe(1);
  });
});
