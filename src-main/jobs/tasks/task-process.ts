/** The entry point of every child process: runs the one task that it receives, answers, and exits. */
import { Failure } from '../../../src-shared/contract/failure.ts';
import { ToTaskMessage } from './messages.ts';
import { parentChannel } from './parent-channel.ts';
import type { FromTask } from './task-protocol.ts';
import { taskNamed, type TaskName, type Tasks } from './tasks.ts';

const channel = parentChannel();
const post = (message: FromTask): void => channel.post(message);
const controller = new AbortController();
let started = false;

// A terminal sends Ctrl-C to the whole process group, but the parent decides when its children stop, and
// sends a message.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
channel.onClose(() => process.exit(1));

channel.onMessage((raw) => {
  const message = ToTaskMessage.parse(raw);
  if (message.type === 'cancel') {
    controller.abort(new Failure('call/cancelled', 'Cancelled'));
    return;
  }
  if (started) throw new Error('a task process runs one task');
  started = true;
  void run(message.task, message.input);
});

async function run(name: TaskName, input: unknown): Promise<void> {
  if (taskNamed(name).writesForUser !== true) process.umask(0o077);
  let answer: FromTask;
  try {
    answer = { type: 'result', result: await perform(name, input) };
  } catch (error) {
    answer = answerTo(error);
  }
  await channel.finish(answer);
  process.exit(0);
}

async function perform<N extends TaskName>(name: N, input: unknown): Promise<Tasks[N]['result']> {
  const task = taskNamed(name);
  const parsed = task.input.parse(input);
  const work = await task.load();
  return work(parsed, {
    signal: controller.signal,
    progress: (progress) => {
      post({ type: 'progress', progress });
    },
    event: (event) => {
      post({ type: 'event', event });
    },
  });
}

function answerTo(error: unknown): FromTask {
  if (error instanceof Failure) return { type: 'failure', failure: error.toData() };
  if (controller.signal.aborted && error instanceof Error && error.name === 'AbortError') {
    return { type: 'failure', failure: { code: 'call/cancelled', message: 'Cancelled' } };
  }
  return { type: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
