/** The entry of every child process: runs the one task it is sent, answers, and ends. */
import { Failure } from '../../../src-shared/contract/failure.ts';
import { ToTaskMessage } from './messages.ts';
import { parentChannel } from './parent-channel.ts';
import type { FromTask, TaskContext, TaskName, Tasks } from './task-protocol.ts';

type Runner<N extends TaskName> = (
  input: Tasks[N]['input'],
  context: TaskContext<Tasks[N]['event']>,
) => Promise<Tasks[N]['result']>;

// Loaded when asked for: a room that fails to load takes down its own tasks only.
const RUNNERS: { readonly [N in TaskName]: () => Promise<Runner<N>> } = {
  import: async () => (await import('../../audio/import.ts')).runImport,
  separate: async () => (await import('../../separation/separate.ts')).runSeparate,
  export: async () => (await import('../../audio/render/export.ts')).runExport,
  peaks: async () => (await import('../../audio/peaks/peaks-task.ts')).runPeaks,
  analyse: async () => (await import('../../listening/analyse.ts')).runAnalyse,
  quality: async () => (await import('../../quality/measure.ts')).runQuality,
  propose: async () => (await import('../../tags/propose.ts')).runPropose,
  adapt: async () => (await import('../../adaptation/adapt.ts')).runAdapt,
  'check-model': async () => (await import('../../inference/check-model.ts')).runCheckModel,
  probe: async () => (await import('../../inference/probe.ts')).runProbe,
  'check-database': async () => (await import('../../library/integrity.ts')).runCheckDatabase,
  score: async () => (await import('../../notes/read-task.ts')).runReadScore,
  align: async () => (await import('../../notes/align-task.ts')).runAlign,
};

const channel = parentChannel();
const post = (message: FromTask): void => channel.post(message);
const controller = new AbortController();
let started = false;

// A terminal sends Ctrl-C to the whole group; the parent decides, by a message, when its children stop.
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
  // The parent is the only sender and types its inputs; the tasks read files, which they check themselves.
  void run(message.task, message.input as Tasks[TaskName]['input']);
});

/** These write where the user says, with the permissions that the user's files have; all others write in the library. */
const FOR_THE_USER: ReadonlySet<TaskName> = new Set<TaskName>(['export', 'quality']);

async function run<N extends TaskName>(task: N, input: Tasks[N]['input']): Promise<void> {
  if (!FOR_THE_USER.has(task)) process.umask(0o077);
  let answer: FromTask;
  try {
    const runner = await RUNNERS[task]();
    const result = await runner(input, {
      signal: controller.signal,
      progress: (progress) => post({ type: 'progress', progress }),
      event: (event) => post({ type: 'event', event }),
    });
    answer = { type: 'result', result };
  } catch (error) {
    answer = answerTo(error);
  }
  await channel.finish(answer);
  process.exit(0);
}

function answerTo(error: unknown): FromTask {
  if (error instanceof Failure) return { type: 'failure', failure: error.toData() };
  if (controller.signal.aborted && error instanceof Error && error.name === 'AbortError') {
    return { type: 'failure', failure: { code: 'call/cancelled', message: 'Cancelled' } };
  }
  return { type: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
