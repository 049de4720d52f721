import { MEDIA } from '../../src-shared/contract/contract.ts';
import type { GrantedFile } from '../../src-shared/contract/system.ts';

type ExportedFile = Pick<GrantedFile, 'grantId' | 'name'>;

/** Browsers drop downloads that start at the same moment. */
const APART_MS = 250;

/** Downloads files one by one under their own names. The browser may ask once for permission. */
export async function downloadAll(files: readonly ExportedFile[]): Promise<void> {
  for (const [index, file] of files.entries()) {
    if (index > 0) await new Promise((resolve) => setTimeout(resolve, APART_MS));
    const link = document.createElement('a');
    link.href = MEDIA.download(file.grantId);
    link.download = file.name;
    link.click();
  }
}
