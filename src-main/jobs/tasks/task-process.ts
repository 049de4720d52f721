/**
 * The entry point of every child process: runs the task that it receives, answers, and exits, or waits for the next if it was
 * told to stay.
 */
import { flushCompileCache } from 'node:module';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { ToTaskMessage } from './messages.ts';
import { parentChannel } from './parent-channel.ts';
import type { FromTask } from './task-protocol.ts';
import { taskNamed, type TaskName, type Tasks } from './tasks.ts';

const channel = parentChannel();
const post = (message: FromTask): void => channel.post(message);
/** Of the running task; null while this process waits. */
let running: AbortController | null = null;
/** The running task's, if it works on a stream. */
let receiver: ((message: unknown) => void) | null = null;

// A terminal sends Ctrl-C to the whole process group, but the parent decides when its children stop, and
// sends a message.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
channel.onClose(() => process.exit(1));

channel.onMessage((raw) => {
  const message = ToTaskMessage.parse(raw);
  if (message.type === 'cancel') {
    // It may arrive just after the task has ended.
    running?.abort(new Failure('call/cancelled', 'Cancelled'));
    return;
  }
  if (message.type === 'message') {
    receiver?.(message.message);
    return;
  }
  if (running !== null) throw new Error('a task process runs one task at a time');
  running = new AbortController();
  receiver = null;
  void run(message.task, message.input, running, message.stay ?? false);
});

async function run(
  name: TaskName,
  input: unknown,
  { signal }: AbortController,
  stay: boolean,
): Promise<void> {
  if (taskNamed(name).writesForUser !== true) process.umask(0o077);
  let answer: FromTask;
  try {
    answer = { type: 'result', result: await perform(name, input, signal) };
  } catch (error) {
    answer = answerTo(error, signal);
  }
  if (stay && answer.type === 'result') {
    running = null;
    post(answer);
    // Whoever keeps this process ends it by a signal, after which nothing more would be saved.
    flushCompileCache();
    return;
  }
  await channel.finish(answer);
  process.exit(0);
}

async function perform<N extends TaskName>(
  name: N,
  input: unknown,
  signal: AbortSignal,
): Promise<Tasks[N]['result']> {
  const task = taskNamed(name);
  const parsed = task.input.parse(input);
  const work = await task.load();
  return work(parsed, {
    signal,
    progress: (progress) => {
      post({ type: 'progress', progress });
    },
    event: (event) => {
      post({ type: 'event', event });
    },
    receive: (listener) => {
      receiver = listener;
    },
  });
}

function answerTo(error: unknown, signal: AbortSignal): FromTask {
  if (error instanceof Failure) return { type: 'failure', failure: error.toData() };
  if (signal.aborted && error instanceof Error && error.name === 'AbortError') {
    return { type: 'failure', failure: { code: 'call/cancelled', message: 'Cancelled' } };
  }
  return { type: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
