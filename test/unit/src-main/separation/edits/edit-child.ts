import { runEditStems, type EditStemsInput } from '../../../../../src-main/separation/edits/edit-task.ts';

/** Forked by the kill test: edits, and tells its parent of each event. The input comes from that test alone. */
process.once('message', (input) => {
  void runEditStems(input as EditStemsInput, {
    signal: new AbortController().signal,
    progress: () => undefined,
    event: (event) => process.send?.(event),
  }).then(() => process.disconnect());
});
