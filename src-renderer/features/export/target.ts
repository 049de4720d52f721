import type { ExportRequest } from '../../../src-shared/contract/job.ts';
import type { GrantedFile } from '../../../src-shared/contract/system.ts';
import type { ExportForm } from './options.ts';

/** Where the user wants an export to go. */
export interface Target {
  readonly folder: GrantedFile;
  /** Of a mix, as it was chosen in a dialog for files; null where only the folder was. */
  readonly file: { readonly name: string; readonly extension: string; readonly replace: boolean } | null;
}

/**
 * What a request says of it. The name stays when the format changes afterwards; that a file is replaced was agreed for
 * the format of that moment alone.
 */
export function targetOf(
  target: Target | null,
  { what, format }: Pick<ExportForm, 'what' | 'format'>,
): Pick<ExportRequest, 'destination' | 'file'> {
  if (target === null) return {};
  const destination = target.folder.grantId;
  if (what !== 'mix' || target.file === null) return { destination };
  const { name, extension, replace } = target.file;
  return { destination, file: { name, replace: replace && extension === format } };
}
