import { expect, it, onTestFinished } from 'vitest';
import { runTask } from '../../../../../src-main/jobs/tasks/run-task.ts';
import type { ProcessHandle, SpawnProcess } from '../../../../../src-main/jobs/tasks/task-protocol.ts';
import { WarmProcesses } from '../../../../../src-main/jobs/tasks/warm-processes.ts';
import { forkProcess } from '../../../../../src-main/jobs/tasks/fork-process.ts';
import { Failure } from '../../../../../src-shared/contract/failure.ts';
import { eventually } from '../../../../support/until.ts';
import { tempFolder } from '../../../../support/temp.ts';
import { writeWav } from '../../../../support/wav.ts';

const IMPORT = { sourcePath: '/a.wav', storage: 'reference', audioPath: '/b.wav', peaksPath: '/p' } as const;
const RESULT = {
  ...{
    format: 'wav',
    sha256: 'a'.repeat(64),
    audioPath: '/b.wav',
    channelMap: [0],
    notes: [],
    title: null,
    cover: null,
  },
  info: { sampleRate: 44100, channels: 1, frames: 10, sampleFormat: 's16' },
  metadata: {},
};

/** Children that answer each start with what `answer` says, and exit only when they are killed or told to. */
function staying(answer: (child: number, task: number) => unknown) {
  const children: { starts: number; killed: boolean; cancels: number }[] = [];
  const spawn: SpawnProcess = (): ProcessHandle => {
    const state = { starts: 0, killed: false, cancels: 0 };
    const id = children.push(state) - 1;
    const messages: ((message: unknown) => void)[] = [];
    const exits: ((code: number | null) => void)[] = [];
    const exit = (): void => {
      for (const listener of exits) listener(null);
    };
    return {
      post(message) {
        if ((message as { type: string }).type === 'cancel') {
          state.cancels += 1;
          return;
        }
        state.starts += 1;
        const said = answer(id, state.starts);
        if (said === undefined) return;
        setImmediate(() => {
          for (const listener of messages) listener(said);
          if ((said as { type: string }).type === 'failure') exit();
        });
      },
      onMessage: (listener) => void messages.push(listener),
      onExit: (listener) => void exits.push(listener),
      kill() {
        state.killed = true;
        setImmediate(exit);
      },
    };
  };
  const warm = new WarmProcesses(spawn, 50);
  onTestFinished(() => warm.close());
  return { warm, children };
}

const never = (): AbortSignal => new AbortController().signal;
const importing = (warm: WarmProcesses, signal = never()) =>
  runTask(warm.spawn, 'import', IMPORT, { signal });

it('one process runs one warm task after another, and ends when no other comes', async () => {
  const { warm, children } = staying(() => ({ type: 'result', result: RESULT }));
  for (let turn = 0; turn < 3; turn += 1) {
    expect((await importing(warm)).format).toBe('wav');
  }
  expect(children).toEqual([{ starts: 3, killed: false, cancels: 0 }]);
  await eventually(() => expect(children[0]?.killed).toBe(true));
});

it('tasks that run at once have processes of their own', async () => {
  const { warm, children } = staying(() => ({ type: 'result', result: RESULT }));
  await Promise.all([importing(warm), importing(warm)]);
  await importing(warm);
  expect(children.map(({ starts }) => starts).sort()).toEqual([1, 2]);
});

it('a failure takes its process along, and the next task starts another', async () => {
  const failure = { code: 'file/empty', message: 'It is empty' };
  const { warm, children } = staying((child) =>
    child === 0 ? { type: 'failure', failure } : { type: 'result', result: RESULT },
  );
  await expect(importing(warm)).rejects.toThrow(new Failure('file/empty', 'It is empty'));
  await importing(warm);
  expect(children.map(({ starts }) => starts)).toEqual([1, 1]);
});

it('a cancelled task reaches its own process only, which is killed after the grace', async () => {
  const { warm, children } = staying((_, start) =>
    start === 1 ? { type: 'result', result: RESULT } : undefined,
  );
  await importing(warm);
  const controller = new AbortController();
  const running = runTask(warm.spawn, 'import', IMPORT, { signal: controller.signal, cancelGraceMs: 5 });
  controller.abort();
  await expect(running).rejects.toMatchObject({ code: 'call/cancelled' });
  expect(children).toEqual([{ starts: 2, killed: true, cancels: 1 }]);
});

it('real processes import several files one after another with the same results as fresh ones', async () => {
  const folder = tempFolder();
  onTestFinished(() => folder.remove());
  let started = 0;
  const warm = new WarmProcesses((entry) => {
    started += 1;
    return forkProcess(entry);
  });
  onTestFinished(() => warm.close());
  for (const name of ['one', 'two']) {
    writeWav(`${folder.path}/${name}.wav`, { seconds: 0.2, channels: 2 });
    const input = {
      ...{ sourcePath: `${folder.path}/${name}.wav`, storage: 'copy' as const },
      ...{ audioPath: `${folder.path}/${name}.copy.wav`, peaksPath: `${folder.path}/${name}.peaks` },
    };
    const once = await runTask(forkProcess, 'import', input, { signal: never() });
    expect(await runTask(warm.spawn, 'import', input, { signal: never() })).toEqual(once);
  }
  expect(started).toBe(1);
});
