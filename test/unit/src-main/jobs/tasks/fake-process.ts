import type {
  FromTask,
  ProcessHandle,
  SpawnProcess,
} from '../../../../../src-main/jobs/tasks/task-protocol.ts';
import type { TaskName, Tasks } from '../../../../../src-main/jobs/tasks/tasks.ts';

/** What a scripted child is given: its start message, and ways to answer or to end. */
export interface FakeChild<N extends TaskName = TaskName> {
  readonly input: Tasks[N]['input'];
  readonly cancelled: Promise<void>;
  post(message: FromTask | { readonly type: string }): void;
  exit(code: number | null): void;
}

export type Script<N extends TaskName> = (child: FakeChild<N>) => void | Promise<void>;
export type Scripts = { readonly [N in TaskName]?: Script<N> };

/** Children that run in the test's own process, by script; a task without one is a mistake of the test. */
export function fakeSpawn(scripts: Scripts, seen: { task: TaskName; killed: boolean }[] = []): SpawnProcess {
  return (): ProcessHandle => {
    const onMessage: ((message: unknown) => void)[] = [];
    const onExit: ((code: number | null) => void)[] = [];
    const cancelled = Promise.withResolvers<undefined>();
    const record = { task: 'probe' as TaskName, killed: false };
    let gone = false;
    const exit = (code: number | null): void => {
      if (gone) return;
      gone = true;
      for (const listener of onExit) listener(code);
    };
    const start = async <N extends TaskName>(task: N, input: Tasks[N]['input']): Promise<void> => {
      record.task = task;
      seen.push(record);
      const script = scripts[task];
      if (script === undefined) throw new Error(`no script for ${task}`);
      await script({
        input,
        cancelled: cancelled.promise,
        exit,
        post: (message) => {
          if (!gone) for (const listener of onMessage) listener(structuredClone(message));
        },
      });
    };
    return {
      post: (raw) => {
        const message = raw as { type: 'cancel' } | { type: 'start'; task: TaskName; input: never };
        if (message.type === 'cancel') cancelled.resolve(undefined);
        else queueMicrotask(() => void start(message.task, message.input));
      },
      onMessage: (listener) => void onMessage.push(listener),
      onExit: (listener) => void onExit.push(listener),
      kill: () => {
        record.killed = true;
        setImmediate(() => exit(null));
      },
    };
  };
}

/** A script that answers with a result and ends. */
export const answers =
  (result: unknown) =>
  (child: FakeChild): void => {
    child.post({ type: 'result', result });
    child.exit(0);
  };
