import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { JobId, StemId } from '../project/ids.ts';
import { Job } from './job.ts';
import { GrantedFile } from './system.ts';

/** What the user asks of the page from outside of it: through the menu, the system, or another start of the program. */
export const DesktopCommand = z.discriminatedUnion('type', [
  /** Files and folders to import. */
  z.object({ type: z.literal('open'), files: z.array(GrantedFile) }),
  /** Show the import dialog. */
  z.object({ type: z.literal('import') }),
  /** Show the export dialog of the project that is open. */
  z.object({ type: z.literal('export') }),
  z.object({ type: z.literal('edit'), action: z.enum(['undo', 'redo']) }),
  z.object({ type: z.literal('show'), page: z.enum(['library', 'tags', 'models', 'settings']) }),
  /** Show what a job was about. */
  z.object({ type: z.literal('follow'), jobId: JobId }),
]);
export type DesktopCommand = z.infer<typeof DesktopCommand>;

/** Calls of the desktop door; the others refuse them. Each belongs to a capability. */
export const desktopContract = {
  desktop: {
    /** `menu`: every command from now on, and files that were opened before a page listened. */
    commands: oc.output(eventIterator(DesktopCommand)),
    /** `recentFiles`: newest first, only those that are still there. */
    recentFiles: oc.output(z.array(GrantedFile)),
    clearRecentFiles: oc.output(z.void()),
    /**
     * `dragOut`: writes a stem, as it was separated, into the folder for exports, unless it was written before.
     * Fails with `library/not-found`, `disk/*`.
     */
    writeStem: oc.input(z.object({ stemId: StemId })).output(Job.shape.files.element),
  },
};
