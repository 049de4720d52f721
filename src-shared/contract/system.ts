import { z } from 'zod';
import { GrantId } from '../project/ids.ts';

/** What this door can do; the renderer hides what it lacks. */
export const Capabilities = z.object({
  door: z.enum(['electron', 'serve', 'cli']),
  version: z.string(),
  /** Native open and save dialogs. */
  fileDialogs: z.boolean(),
  /** Files are sent to the host as streamed uploads. */
  upload: z.boolean(),
  /** Bytes; uploads above this are refused. */
  uploadLimit: z.number().nullable(),
  /** A folder of the host's can be browsed (`--root DIR`). */
  folderBrowser: z.boolean(),
  /** Finished exports are fetched as downloads. */
  download: z.boolean(),
  taskbarProgress: z.boolean(),
  /** Commands come from the program's menu and from the system. */
  menu: z.boolean(),
  /** What was opened lately can be opened again. */
  recentFiles: z.boolean(),
  /** Stems and exported files can be dragged out of the window. */
  dragOut: z.boolean(),
  readOnly: z.boolean(),
});
export type Capabilities = z.infer<typeof Capabilities>;

export const GrantedFile = z.object({
  grantId: GrantId,
  name: z.string(),
  kind: z.enum(['file', 'folder']),
  bytes: z.number().nullable(),
});
export type GrantedFile = z.infer<typeof GrantedFile>;

/** Where one file is to be written, as the user chose in a dialog. */
export const SaveTarget = z.object({
  folder: GrantedFile,
  /** Without extension. */
  name: z.string().min(1).max(200),
  /** The user agreed that the file of this name is replaced. */
  replace: z.boolean(),
});
export type SaveTarget = z.infer<typeof SaveTarget>;

export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'ja']),
  importMode: z.enum(['reference', 'copy']),
  outputDeviceId: z.string(),
  /** Whether what is imported and separated is listened to without being asked. */
  analyseAutomatically: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

/** Whether the user trusts the library that is open, and what is not done until then. */
export const LibraryTrustState = z.object({
  trusted: z.boolean(),
  /** Recordings whose audio lies outside the library's folder. */
  outside: z.number().int().nonnegative(),
  /** Unfinished jobs that the library brought along; none once it is trusted. */
  waitingJobs: z.number().int().nonnegative(),
  /** The library's folder holds a Python, which trains once the library is trusted. */
  bringsPython: z.boolean(),
});
export type LibraryTrustState = z.infer<typeof LibraryTrustState>;
