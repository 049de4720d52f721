import { count } from './plural.ts';

/** Folders whose recordings are taken as they come. */
export const watch = {
  title: 'Watched folders',
  text: 'Divisi takes every recording that comes into these folders, once it has stopped changing, as long as the program runs. After a restart it goes on.',
  none: 'No folder is watched.',
  add: 'Watch a folder…',
  noFolders:
    'This server shares no folder. Start it with --root DIR to watch folders below DIR, or run divisi watch DIR.',
  separate: 'Separate what comes',
  separateHint: 'Into the players that are heard, where they are clear.',
  separates: 'Imports and separates',
  imports: 'Imports',
  states: {
    watching: 'Watching',
    taking: 'Taking recordings',
    waiting: 'Waits until you trust this library',
    unreachable: 'Not reachable',
  },
  taken: (n: number) => `${count(n, 'recording')} taken`,
  last: (title: string, when: string) => `last “${title}”, ${when}`,
  lastFailed: (title: string, when: string) => `last tried “${title}”, ${when}`,
  troubles: (n: number) => count(n, 'file could not be taken', 'files could not be taken'),
  trouble: (file: string, message: string) => `${file}: ${message}`,
  remove: (name: string) => `Stop watching ${name}`,
  notAFolder: 'Choose a folder, not a list.',
};
