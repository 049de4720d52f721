/** The thread of `session-thread.ts`: loads one model and runs it, because `run` blocks its thread. */
import { flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { freed } from './freed.ts';
import type { Session } from './session.ts';
import { ThreadStart, ToThread } from './session-messages.ts';
import type { FromThread } from './session-messages.ts';
import { threadErrorOf } from './threads.ts';
import { openTrustedSession } from './trusted-session.ts';

const port = parentPort;
if (port === null) throw new Error('session-worker is started as a thread');
/** Outputs move to the other thread: they are large, and this one has no more use for them. */
const movedWith = (message: FromThread): ArrayBuffer[] =>
  message.type === 'outputs'
    ? message.outputs.map(({ data }) => data.buffer).filter((buffer) => buffer instanceof ArrayBuffer)
    : [];
const post = (message: FromThread): void => port.postMessage(message, movedWith(message));

async function answer(session: Session, message: ToThread): Promise<FromThread> {
  if (message.type === 'run') {
    const outputs = await session.runFor(message.inputs, message.outputs);
    // They are copies, made for this run.
    for (const { data } of Object.values(message.inputs)) freed(data);
    return { type: 'outputs', outputs, fellBack: session.fellBack };
  }
  await session.release();
  return { type: 'released' };
}

try {
  const { weightsPath, options, trial } = ThreadStart.parse(workerData);
  const session = await openTrustedSession(weightsPath, options, trial);
  let last: Promise<void> = Promise.resolve();
  port.on('message', (raw: unknown) => {
    last = last
      .then(() => answer(session, ToThread.parse(raw)))
      .catch(threadErrorOf)
      .then(post);
  });
  const { provider, refused, inputNames, outputNames } = session;
  post({
    type: 'open',
    provider,
    refused: [...refused],
    inputNames: [...inputNames],
    outputNames: [...outputNames],
  });
  // The process may be ended by a signal, after which nothing more would be saved.
  flushCompileCache();
} catch (error) {
  post(threadErrorOf(error));
}
