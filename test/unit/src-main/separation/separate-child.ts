import { runSeparate } from '../../../../src-main/separation/separate.ts';
import type { SeparateInput } from '../../../../src-main/separation/separate.ts';

/** Forked by the kill test: separates, and tells its parent of each event. The input comes from that test alone. */
process.once('message', (input) => {
  void runSeparate(input as SeparateInput, {
    signal: new AbortController().signal,
    progress: () => undefined,
    event: (event) => process.send?.(event),
  }).then(() => process.disconnect());
});
