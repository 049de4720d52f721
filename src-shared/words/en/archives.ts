import { count } from './plural.ts';

/** Archives of the library, or of a part of it. */
export const archives = {
  title: 'Archives',
  text: 'An archive is one ZIP file with recordings and all that belongs to them: separations, stems in all versions, mixes, notes, scores, tags, excerpts and covers. Another library takes it over.',
  exportAll: 'Export the library…',
  exportSome: 'Export as archive',
  importOne: 'Import an archive…',
  writing: {
    title: 'Export an archive',
    all: 'Every recording of the library, with all that belongs to it, in one ZIP file.',
    some: (n: number) => `${count(n, 'recording')} with everything that belongs there, in one ZIP file.`,
    detail:
      'Sources that are read in place are copied into the archive. The trash, backups, models, listening tests and settings are not part of it.',
    fileName: 'Divisi library',
    start: 'Export',
    done: (recordings: number, separations: number, size: string) =>
      `The archive holds ${count(recordings, 'recording')} and ${count(separations, 'separation')}: ${size}`,
    leftOut: (n: number) => `${count(n, 'item')} left out:`,
  },
  taking: {
    title: 'Import an archive',
    choose: 'Choose an archive…',
    text: 'Choose a ZIP file that Divisi has exported. Its recordings are added to this library; what is here already stays as it is.',
    sending: 'Sending the archive',
    inspecting: 'Looking into the archive',
    contents: (name: string, recordings: number, separations: number, size: string) =>
      `“${name}” holds ${count(recordings, 'recording')} and ${count(separations, 'separation')}: ${size}.`,
    trust:
      'Take it over only if you trust where it comes from. Nothing in it runs, it refers to no file outside itself, and every file is compared with its hash; but what it says of its recordings becomes part of your library.',
    start: 'Take it over',
    done: (recordings: number, separations: number, known: number) =>
      `${count(recordings, 'recording')} and ${count(separations, 'separation')} added; ${known} there already`,
    conflicts: (n: number) => `${count(n, 'item')} not taken over:`,
    cancelled:
      'Cancelled. What was taken over until then stays; importing the archive again adds the others.',
  },
  phases: {
    reading: 'Reading the files',
    writing: 'Writing the archive',
    unpacking: 'Unpacking and comparing',
    merging: 'Taking over',
  },
  item: (item: string, reason: string) => `${item}: ${reason}`,
};
