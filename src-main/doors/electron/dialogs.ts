import { basename, dirname, extname, join } from 'node:path';
import type {
  OpenDialogOptions,
  OpenDialogReturnValue,
  SaveDialogOptions,
  SaveDialogReturnValue,
} from 'electron';
import type { DialogKind } from './state-file.ts';

/** The part of Electron's `dialog` in use, bound to the window that asks. */
export type ShowOpenDialog = (options: OpenDialogOptions) => Promise<OpenDialogReturnValue>;

export type ShowSaveDialog = (options: SaveDialogOptions) => Promise<SaveDialogReturnValue>;

/** The most recently used folder per kind of dialog. */
export interface FolderMemory {
  get(kind: DialogKind): string | undefined;
  set(kind: DialogKind, folder: string): void;
}

// No filter by file name, because recordings are recognised by content.
const PROPERTIES: Readonly<Record<DialogKind, NonNullable<OpenDialogOptions['properties']>>> = {
  audio: ['openFile', 'multiSelections'],
  list: ['openFile'],
  score: ['openFile'],
  image: ['openFile'],
  archive: ['openFile'],
  folder: ['openDirectory', 'createDirectory'],
  'save-folder': ['openDirectory', 'createDirectory'],
};
const TITLES: Readonly<Record<DialogKind, string>> = {
  audio: 'Import recordings',
  list: 'Choose a list of recordings',
  score: 'Choose a score',
  image: 'Choose a picture',
  archive: 'Choose an archive',
  folder: 'Choose a folder',
  'save-folder': 'Choose where to save',
};
const BUTTONS: Readonly<Partial<Record<DialogKind, string>>> = {
  audio: 'Import',
  'save-folder': 'Save here',
};

/** Opens in the folder of the last dialog of this kind. @returns absolute paths; none if the user cancels */
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
  // Remembers the enclosing folder of a file, as the next one is probably next to it.
  folders.set(kind, isFolder ? first : dirname(first));
  return filePaths;
}

export interface ChosenName {
  readonly folder: string;
  /** Without extension. */
  readonly name: string;
  /** Whether the dialog confirmed replacing exactly this file. */
  readonly replace: boolean;
}

/** Asks where to write one file. @returns null if the user cancels */
export async function chooseName(
  suggested: { readonly name: string; readonly extension: string },
  show: ShowSaveDialog,
  folders: FolderMemory,
): Promise<ChosenName | null> {
  const extension = `.${suggested.extension}`;
  const fileName = `${suggested.name}${extension}`;
  const last = folders.get('save-folder');
  const { canceled, filePath } = await show({
    title: suggested.extension === 'zip' ? 'Export the archive' : 'Export the mix',
    buttonLabel: 'Choose',
    defaultPath: last === undefined ? fileName : join(last, fileName),
    filters: [{ name: suggested.extension.toUpperCase(), extensions: [suggested.extension] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  if (canceled || filePath === '') return null;
  const folder = dirname(filePath);
  folders.set('save-folder', folder);
  // A name typed without the extension gets one, and the dialog has not asked about replacing the resulting file.
  const hasExtension = extname(filePath).toLowerCase() === extension;
  return { folder, name: basename(filePath, hasExtension ? extname(filePath) : ''), replace: hasExtension };
}
