import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { forkProcess } from '../../../../../src-main/jobs/tasks/fork-process.ts';
import { runTask, taskEntry } from '../../../../../src-main/jobs/tasks/run-task.ts';
import type {
  ProcessHandle,
  SpawnProcess,
  TaskProgress,
} from '../../../../../src-main/jobs/tasks/task-protocol.ts';
import { answers, fakeSpawn } from './fake-process.ts';

const probe = { modelDir: '/nowhere', providers: ['cpu'], threads: 1 };
const result = { provider: 'cpu', refused: [], realTimeFactor: 0.1, runtime: 'test', placement: null };
const never = (): AbortSignal => new AbortController().signal;
const code = (value: string) => expect.objectContaining({ code: value });

const realChild =
  (name: string, onSpawn: (child: ProcessHandle) => void = () => {}): SpawnProcess =>
  () => {
    const child = forkProcess(new URL(`./children/${name}.ts`, import.meta.url));
    onSpawn(child);
    return child;
  };

describe('runTask', () => {
  it('answers with the checked result, progress and events on the way', async () => {
    const seen: TaskProgress[] = [];
    const spawn = fakeSpawn({
      probe: (child) => {
        child.post({ type: 'progress', progress: { done: 0.5, phase: 'loading' } });
        answers(result)(child);
      },
    });
    const onProgress = (progress: TaskProgress) => void seen.push(progress);
    await expect(runTask(spawn, 'probe', probe, { signal: never(), onProgress })).resolves.toEqual(result);
    expect(seen).toEqual([{ done: 0.5, phase: 'loading' }]);
  });

  it('passes a coded failure on, details and all', async () => {
    const failure = { code: 'model/invalid', message: 'No', details: { a: 1 } } as const;
    const spawn = fakeSpawn({
      probe: (child) => {
        child.post({ type: 'failure', failure });
        child.exit(0);
      },
    });
    await expect(runTask(spawn, 'probe', probe, { signal: never() })).rejects.toMatchObject(failure);
  });

  it.each([
    ['a result that is none', { type: 'result', result: { provider: 7 } }],
    ['a message that is none', { type: 'gossip' }],
  ])('takes %s for a bug and ends the child', async (_, message) => {
    const seen: { task: 'probe'; killed: boolean }[] = [];
    const spawn = fakeSpawn({ probe: (child) => child.post(message) }, seen);
    await expect(runTask(spawn, 'probe', probe, { signal: never() })).rejects.toMatchObject({
      name: 'ZodError',
    });
    expect(seen).toEqual([{ task: 'probe', killed: true }]);
  });

  it('rejects with process/died when the child ends without an answer', async () => {
    const spawn = fakeSpawn({ probe: (child) => child.exit(137) });
    await expect(runTask(spawn, 'probe', probe, { signal: never() })).rejects.toMatchObject({
      code: 'process/died',
      details: { task: 'probe', exitCode: 137 },
    });
  });

  it('rejects with process/died when a real child is killed with SIGKILL', async () => {
    const spawn = realChild('stubborn');
    let pid = 0;
    const watched: SpawnProcess = (entry) => {
      const before = children();
      const child = spawn(entry);
      pid = children().find((candidate) => !before.includes(candidate)) ?? 0;
      return child;
    };
    const onProgress = (): void => {
      process.kill(pid, 'SIGKILL');
    };
    await expect(runTask(watched, 'probe', probe, { signal: never(), onProgress })).rejects.toEqual(
      code('process/died'),
    );
    expect(pid).toBeGreaterThan(0);
  });

  it('rejects with process/died when a real child throws', async () => {
    await expect(runTask(realChild('throws'), 'probe', probe, { signal: never() })).rejects.toMatchObject({
      code: 'process/died',
      cause: expect.stringContaining('a bug on purpose') as unknown,
    });
  });

  it('rejects with process/died when there is nothing to start', async () => {
    await expect(runTask(realChild('none'), 'probe', probe, { signal: never() })).rejects.toEqual(
      code('process/died'),
    );
  });

  it('asks a child to stop, and lets it answer', async () => {
    const controller = new AbortController();
    const seen: { task: 'probe'; killed: boolean }[] = [];
    const spawn = fakeSpawn(
      {
        probe: async (child) => {
          controller.abort();
          await child.cancelled;
          child.post({ type: 'failure', failure: { code: 'call/cancelled', message: 'Cancelled' } });
          child.exit(0);
        },
      },
      seen,
    );
    await expect(runTask(spawn, 'probe', probe, { signal: controller.signal })).rejects.toEqual(
      code('call/cancelled'),
    );
    expect(seen[0]?.killed).toBe(false);
  });

  it('kills a real child that does not stop by itself', async () => {
    const controller = new AbortController();
    let killed = 0;
    const spawn = realChild('stubborn', (child) => {
      const kill = child.kill.bind(child);
      child.kill = () => {
        killed += 1;
        kill();
      };
    });
    const begin = performance.now();
    const running = runTask(spawn, 'probe', probe, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
      cancelGraceMs: 150,
    });
    await expect(running).rejects.toEqual(code('call/cancelled'));
    expect(killed).toBe(1);
    // Timers may be a millisecond early.
    expect(performance.now() - begin).toBeGreaterThan(145);
  });

  it('starts nothing where it was cancelled before', async () => {
    const spawn: SpawnProcess = () => {
      throw new Error('started');
    };
    await expect(runTask(spawn, 'probe', probe, { signal: AbortSignal.abort() })).rejects.toEqual(
      code('call/cancelled'),
    );
  });

  it('runs the real entry, whose own failures come back coded', async () => {
    await expect(
      runTask(
        forkProcess,
        'peaks',
        { files: [{ audioPath: '/nowhere.wav', peaksPath: '/nowhere.peaks' }] },
        { signal: never() },
      ),
    ).rejects.toEqual(code('file/not-found'));
  });

  it('runs the real entry, which refuses an input that does not fit', async () => {
    const wrong = { files: [{ audioPath: 7, peaksPath: '/nowhere.peaks' }] };
    await expect(runTask(forkProcess, 'peaks', wrong as never, { signal: never() })).rejects.toMatchObject({
      message: 'The peaks task has a bug',
      cause: expect.stringContaining('audioPath') as unknown,
    });
  });
});

describe('taskEntry', () => {
  it('is the source beside the source and the build beside the build', () => {
    expect(taskEntry('file:///a/src-main/jobs/tasks/run-task.ts').href).toBe(
      'file:///a/src-main/jobs/tasks/task-process.ts',
    );
    expect(taskEntry('file:///a/dist/jobs/tasks/run-task.js').href).toBe(
      'file:///a/dist/jobs/tasks/task-process.js',
    );
  });
});

/** Process ids of this process's children. */
function children(): number[] {
  const lines = execFileSync('ps', ['-o', 'pid=,ppid=', '-A'], { encoding: 'utf8' }).trim().split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === process.pid)
    .map(([pid = 0]) => pid);
}
