import { count } from './plural.ts';

/** Where the library lies, and moving it to another folder. */
export const relocation = {
  title: 'Place of the library',
  at: (place: string) => `The library is in “${place}”.`,
  text: 'Move it to another folder or disk. Recordings that are read in place stay where they are.',
  move: 'Move the library…',
  onlyShared:
    'To move the library from this window, start Divisi with --root DIR; or close Divisi and run divisi library move DIR.',
  dialog: {
    title: 'Move the library',
    description:
      'Divisi closes the library, copies every file, compares each copy with the original, and opens the library in its new place. The old library stays where it is until you delete it.',
    choose: 'Choose a folder…',
    chooseOther: 'Choose another folder…',
    name: 'Name of the new folder',
    fileName: 'Divisi library',
    into: (folder: string, name: string) => `The library will be in “${name}” in “${folder}”.`,
    start: 'Move',
    up: 'Up one folder',
    root: 'Shared folder',
    folders: 'Folders',
    none: 'No folders in here. The library can be put here.',
  },
  moving: {
    title: 'Moving the library',
    text: 'Every file is copied and compared. Until that is done, the library can’t be used.',
    phase: 'Copying and comparing',
    cancelled: 'The library was not moved. It is open where it was.',
    failed: 'The library was not moved. It is open where it was, and nothing in it has changed.',
  },
  moved: {
    title: 'The library has moved',
    done: (files: number, size: string) => `${count(files, 'file')} copied and compared: ${size}`,
    place: (place: string) => `The library is now in “${place}”.`,
    old: (place: string) =>
      `The old library in “${place}” is as it was. Delete it when you no longer need it.`,
    notDefault: 'Divisi was started with a library of your choice: name the new folder the next time.',
  },
};
