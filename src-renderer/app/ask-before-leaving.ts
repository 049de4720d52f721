import { isUploading } from '../api/imports.ts';
import { hasUnsaved, saveUnsaved } from '../document/unsaved.ts';

/**
 * Lets the browser ask before the window closes or loads again while edits are not stored or a file is on its way: both
 * would be lost. Storing them starts at once, so that they are mostly safe by the time the question is read.
 * @returns stops it
 */
export function askBeforeLeaving(): () => void {
  const onLeave = (event: BeforeUnloadEvent): void => {
    if (!hasUnsaved() && !isUploading()) return;
    void saveUnsaved();
    event.preventDefault();
  };
  window.addEventListener('beforeunload', onLeave);
  return () => window.removeEventListener('beforeunload', onLeave);
}
