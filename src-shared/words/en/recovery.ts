import { count } from './plural.ts';

/** The page in place of a library that can't be opened. */
export const recovery = {
  title: 'The library can’t be opened',
  untouched:
    'Your recordings and stems are unchanged. Both options below keep every file and the old database.',
  rebuildTitle: 'Rebuild it from the files',
  rebuildText:
    'Divisi keeps a small description beside every recording, separation and listening test, and one of what belongs to the whole library. From these it restores titles, players, stems, mixes, tags, listening tests, listeners, balances, presets, collections and settings. Watched folders and the list of jobs start empty.',
  rebuild: 'Rebuild the library',
  rebuilding: 'Rebuilding…',
  restoreTitle: 'Or restore a backup',
  restoreText:
    'The library returns to its state at that time. Divisi adds later recordings from their files.',
  noBackups: 'There are no backups.',
  restoreBackup: (when: string) => `Restore the backup of ${when}`,
  rebuilt: 'The library is rebuilt',
  cameBack: (recordings: number, separations: number, mixes: number) =>
    `Divisi restored ${count(recordings, 'recording')}, ${count(separations, 'separation')} and ${count(mixes, 'mix', 'mixes')}`,
  studies: (n: number) => `${count(n, 'listening test')} came back too.`,
  oldKept: (name: string) => `The old database is kept as backups/${name}.`,
  noDescription: 'Without a description',
  noDescriptionText: 'These files became recordings with the files’ names as titles. You can rename them.',
  notTaken: 'Not added',
  notTakenText: 'These files are still in the library’s folder.',
  openLibrary: 'Open the library',
};
