import { separateBlock } from '../../api/live-block.ts';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import type { BlockMessage, StemsMessage } from '../../engine/live-protocol.ts';
import type { LineFailure, LineStart } from './live-line.ts';
import { LiveSender } from './live-sender.ts';

/** Carries blocks to the host and stems back, in a thread that nothing else keeps busy. `openLine` ends it. */
const { signal } = new AbortController();

// Both senders, `openLine` and the worklet, are built from the same sources.
self.onmessage = ({ data: { opened, most, port } }: MessageEvent<LineStart>): void => {
  const sender = new LiveSender(most, (block, samples) => separateBlock(opened, block, samples, signal));
  port.onmessage = ({ data: { block, samples } }: MessageEvent<BlockMessage>): void => {
    sender.take(samples).then(
      (stems) => {
        if (stems === null) return;
        const message: StemsMessage = { type: 'stems', block, stems };
        port.postMessage(
          message,
          stems.map(({ buffer }) => buffer),
        );
      },
      (error: unknown) => self.postMessage(described(error)),
    );
  };
};

const described = (error: unknown): LineFailure =>
  isFailure(error)
    ? { failure: error.toData() }
    : { bug: error instanceof Error ? error.message : String(error) };
