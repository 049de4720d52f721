import { dirname } from 'node:path';
import type { OpenDialogOptions, OpenDialogReturnValue } from 'electron';
import type { DialogKind } from './state-file.ts';

/** What of Electron's `dialog` is needed, over the window that asks. */
export type ShowOpenDialog = (options: OpenDialogOptions) => Promise<OpenDialogReturnValue>;

/** The folder in which something was chosen last, by kind of dialog. */
export interface FolderMemory {
  get(kind: DialogKind): string | undefined;
  set(kind: DialogKind, folder: string): void;
}

// No filter by name: a recording is known by its content.
const PROPERTIES: Readonly<Record<DialogKind, NonNullable<OpenDialogOptions['properties']>>> = {
  audio: ['openFile', 'multiSelections'],
  score: ['openFile'],
  folder: ['openDirectory', 'createDirectory'],
  'save-folder': ['openDirectory', 'createDirectory'],
};
const TITLES: Readonly<Record<DialogKind, string>> = {
  audio: 'Import recordings',
  score: 'Choose a score',
  folder: 'Choose a folder',
  'save-folder': 'Choose where to save',
};
const BUTTONS: Readonly<Partial<Record<DialogKind, string>>> = {
  audio: 'Import',
  'save-folder': 'Save here',
};

/** Opens where the last dialog of its kind ended. @returns absolute paths; none where the user cancelled */
export async function choosePaths(
  kind: DialogKind,
  show: ShowOpenDialog,
  folders: FolderMemory,
): Promise<readonly string[]> {
  const defaultPath = folders.get(kind);
  const buttonLabel = BUTTONS[kind];
  const { canceled, filePaths } = await show({
    title: TITLES[kind],
    properties: PROPERTIES[kind],
    ...(buttonLabel === undefined ? {} : { buttonLabel }),
    ...(defaultPath === undefined ? {} : { defaultPath }),
  });
  const [first] = filePaths;
  if (canceled || first === undefined) return [];
  const isFolder = kind === 'save-folder';
  // Of what was chosen to be read, the folder around it: the next one probably lies beside it.
  folders.set(kind, isFolder ? first : dirname(first));
  return filePaths;
}
