/** Imports the demo into the library named by the argument, separates a passage, and says how far it got until it is killed. */
import { createRouterClient } from '@orpc/server';
import { createHost } from '../../src-main/api/host.ts';
import { ensembleOf } from '../../src-shared/project/players.ts';
import { optionsFor } from './host-options.ts';

const [libraryDir = '', to = ''] = process.argv.slice(2);
const host = await createHost(optionsFor(libraryDir));
const client = createRouterClient(host.router, { context: {} });
await client.system.saveSettings({ analyseAutomatically: false });
const events = await client.system.events();
const { recordingId } = await client.library.importDemo();
let started = false;
for await (const event of events) {
  if (event.type === 'recording' && event.recording.state === 'ready' && !started) {
    started = true;
    await client.separation.start({ recordingId, players: ensembleOf(['flute', 'cello']), to: Number(to) });
  }
  if (event.type === 'job' && event.job.kind === 'separate') process.send?.(event.job.progress);
}
