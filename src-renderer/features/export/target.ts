import type { ExportFormat, ExportRequest } from '../../../src-shared/contract/export.ts';
import type { GrantedFile } from '../../../src-shared/contract/system.ts';

/** Where the user wants an export to go. */
export interface Target {
  readonly folder: GrantedFile;
  /** Of an export of one file, as it was chosen in a dialog for files; null where only the folder was. */
  readonly file: { readonly name: string; readonly extension: string; readonly replace: boolean } | null;
}

/**
 * What a request says of it. The name stays when the format changes afterwards; that a file is replaced was agreed for
 * the format of that moment alone.
 */
export function targetOf(
  target: Target | null,
  { isOne, format }: { readonly isOne: boolean; readonly format: ExportFormat },
): Pick<ExportRequest, 'destination' | 'file'> {
  if (target === null) return {};
  const destination = target.folder.grantId;
  if (!isOne || target.file === null) return { destination };
  const { name, extension, replace } = target.file;
  return { destination, file: { name, replace: replace && extension === format } };
}
