import { basename, dirname, extname, join } from 'node:path';
import type {
  OpenDialogOptions,
  OpenDialogReturnValue,
  SaveDialogOptions,
  SaveDialogReturnValue,
} from 'electron';
import type { DialogKind } from './state-file.ts';

/** What of Electron's `dialog` is needed, over the window that asks. */
export type ShowOpenDialog = (options: OpenDialogOptions) => Promise<OpenDialogReturnValue>;

export type ShowSaveDialog = (options: SaveDialogOptions) => Promise<SaveDialogReturnValue>;

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

export interface ChosenName {
  readonly folder: string;
  /** Without extension. */
  readonly name: string;
  /** Whether the dialog asked about replacing exactly this file. */
  readonly replace: boolean;
}

/** Where one file is to be written. @returns null where the user cancelled */
export async function chooseName(
  suggested: { readonly name: string; readonly extension: string },
  show: ShowSaveDialog,
  folders: FolderMemory,
): Promise<ChosenName | null> {
  const extension = `.${suggested.extension}`;
  const fileName = `${suggested.name}${extension}`;
  const last = folders.get('save-folder');
  const { canceled, filePath } = await show({
    title: 'Export the mix',
    buttonLabel: 'Choose',
    defaultPath: last === undefined ? fileName : join(last, fileName),
    filters: [{ name: suggested.extension.toUpperCase(), extensions: [suggested.extension] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  if (canceled || filePath === '') return null;
  const folder = dirname(filePath);
  folders.set('save-folder', folder);
  // Typed without the extension, the file gets it, and that one may exist without anybody having been asked.
  const hasExtension = extname(filePath).toLowerCase() === extension;
  return { folder, name: basename(filePath, hasExtension ? extname(filePath) : ''), replace: hasExtension };
}
