import { z } from 'zod';
import { GREATEST_FULL_SCALE_DB_SPL, LEAST_FULL_SCALE_DB_SPL } from '../project/fitting.ts';
import { GrantId } from '../project/ids.ts';

/** The capabilities of this door; the renderer hides what is unavailable. */
export const Capabilities = z.object({
  door: z.enum(['electron', 'serve', 'cli']),
  version: z.string(),
  /** Native open and save dialogs. */
  fileDialogs: z.boolean(),
  /** Files reach the host as streamed uploads. */
  upload: z.boolean(),
  /** Bytes; larger uploads are rejected. */
  uploadLimit: z.number().nullable(),
  /** A folder on the host can be browsed (`--root DIR`). */
  folderBrowser: z.boolean(),
  /** Finished exports are downloaded. */
  download: z.boolean(),
  taskbarProgress: z.boolean(),
  /** Commands come from the program's menu and the operating system. */
  menu: z.boolean(),
  /** Recent files can be reopened. */
  recentFiles: z.boolean(),
  /** Stems and exported files can be dragged out of the window. */
  dragOut: z.boolean(),
  /** Execution providers that may run models on this machine, in the order in which they are tried. */
  providers: z.array(z.string()),
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

/** The destination of one file, as the user chose it in a dialog. */
export const SaveTarget = z.object({
  folder: GrantedFile,
  /** Without extension. */
  name: z.string().min(1).max(200),
  /** The user agreed to replace an existing file of this name. */
  replace: z.boolean(),
});
export type SaveTarget = z.infer<typeof SaveTarget>;

/** How finished stems are stored: 24-bit FLAC where that is exact, or 32-bit float WAV. */
export const StemFormat = z.enum(['wav', 'flac']);
export type StemFormat = z.infer<typeof StemFormat>;

export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'ja']),
  importMode: z.enum(['reference', 'copy']),
  outputDeviceId: z.string(),
  /** Sound pressure level at the ears of a signal of RMS 1, as calibrated; null before. */
  fullScaleDbSpl: z.number().min(LEAST_FULL_SCALE_DB_SPL).max(GREATEST_FULL_SCALE_DB_SPL).nullable(),
  /** Whether imports and separations are analysed automatically. */
  analyseAutomatically: z.boolean(),
  /** The execution provider to try first: one of `Capabilities.providers`, or `automatic` for their order. */
  provider: z.string(),
  /** Of separations that don't say otherwise. */
  stemFormat: StemFormat,
});
export type Settings = z.infer<typeof Settings>;

/** Whether the user trusts the open library, and what is blocked until then. */
export const LibraryTrustState = z.object({
  trusted: z.boolean(),
  /** Recordings whose audio lies outside the library's folder. */
  outside: z.number().int().nonnegative(),
  /** Unfinished jobs that came with the library; none once it is trusted. */
  waitingJobs: z.number().int().nonnegative(),
  /** The library's folder contains a Python interpreter, which is used for training once the library is trusted. */
  bringsPython: z.boolean(),
});
export type LibraryTrustState = z.infer<typeof LibraryTrustState>;
