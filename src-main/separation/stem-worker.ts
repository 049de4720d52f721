/** The thread of `stem-thread.ts`: reads the recording and turns masks into stems. */
import { parentPort, workerData } from 'node:worker_threads';
import { frontEndOf } from '../audio/frontend.ts';
import { openPcm } from '../audio/read/open.ts';
import { Passage } from '../audio/read/passage.ts';
import { threadErrorOf } from '../inference/threads.ts';
import { FrameRing } from './frame-ring.ts';
import { PieceStems } from './piece-stems.ts';
import type { BlockSink, StemPiece } from './piece-stems.ts';
import { StemThreadStart, ToStemThread } from './stem-messages.ts';
import type { FromStemThread } from './stem-messages.ts';
import { blockOver } from './synthesis.ts';

const port = parentPort;
if (port === null) throw new Error('stem-worker is started as a thread');
const post = (message: FromStemThread): void => port.postMessage(message);

/** Takes the rooms in turn, and waits for each until its last block is written. */
function sinkOf({ rooms, taken, slots }: StemThreadStart, channels: number): BlockSink {
  const blocks = rooms.map((room) => blockOver(room, slots.length, channels));
  let turn = 0;
  return {
    room() {
      Atomics.wait(taken, turn, 1);
      return blocks[turn]!;
    },
    filled(count) {
      Atomics.store(taken, turn, 1);
      post({ type: 'block', room: turn, count });
      turn = (turn + 1) % blocks.length;
      return Promise.resolve();
    },
  };
}

async function makerOf(start: StemThreadStart): Promise<(piece: StemPiece) => Promise<void>> {
  const { recording, from, to, model, slots, bins, overlap, gridBits, position, magnitudes } = start;
  const reader = await openPcm(recording.path, { channelMap: recording.channelMap });
  const passage = new Passage(reader, from, to);
  const ring = new FrameRing(magnitudes.capacity, bins, magnitudes.data);
  const stems = new PieceStems({
    ...{ passage, slots, bins, gridBits, position, plan: { overlap } },
    frontEnd: frontEndOf(model, passage.sampleRate),
    magnitudeOf: (frame) => ring.at(frame),
  });
  const sink = sinkOf(start, passage.channels);
  return async (piece) => {
    await stems.make(piece, sink);
    post({ type: 'piece', position: stems.position });
  };
}

let last = makerOf(StemThreadStart.parse(workerData));
last.catch((error: unknown) => post(threadErrorOf(error)));
port.on('message', (raw: unknown) => {
  last = last.then(async (make) => {
    await make(ToStemThread.parse(raw));
    return make;
  });
  last.catch((error: unknown) => post(threadErrorOf(error)));
});
