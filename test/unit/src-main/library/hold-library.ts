/** Opens the library named by the argument, writes a row, and holds it until it is killed. */
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { openLibrary } from '../../../../src-main/library/open.ts';
import { insertRecording } from '../../../../src-main/library/rows/recordings.ts';
import { newRecordingId } from '../../../../src-shared/project/ids.ts';

const library = await openLibrary(process.argv[2] ?? '', { log: silentLog, access: 'write' });
if (library.write === null) throw new Error('not writable');
insertRecording(library.write, {
  id: newRecordingId(),
  title: 'Written before the kill',
  fileName: 'a.wav',
  storage: 'copy',
  isDemo: false,
  sourcePath: '/a.wav',
  sourceBytes: 1,
  sourceMtimeMs: 1,
  players: [],
});
process.send?.('open');
setInterval(() => {}, 1000);
