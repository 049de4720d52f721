import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { JobId, StemId } from '../project/ids.ts';
import { Job } from './job.ts';
import { GrantedFile } from './system.ts';

/** A request from outside the page: from the menu, the operating system, or a second launch of the program. */
export const DesktopCommand = z.discriminatedUnion('type', [
  /** Files and folders to import. */
  z.object({ type: z.literal('open'), files: z.array(GrantedFile) }),
  /** Show the import dialog. */
  z.object({ type: z.literal('import') }),
  /** Show the export dialog of the open project. */
  z.object({ type: z.literal('export') }),
  z.object({ type: z.literal('edit'), action: z.enum(['undo', 'redo']) }),
  z.object({ type: z.literal('show'), page: z.enum(['library', 'tags', 'models', 'settings']) }),
  /** Show the subject of a job. */
  z.object({ type: z.literal('follow'), jobId: JobId }),
]);
export type DesktopCommand = z.infer<typeof DesktopCommand>;

/** Calls of the desktop door; the other doors reject them. Each depends on a capability. */
export const desktopContract = {
  desktop: {
    /** `menu`: every command from now on, and the files that were opened before a page subscribed. */
    commands: oc.output(eventIterator(DesktopCommand)),
    /** `recentFiles`: newest first, limited to files that still exist. */
    recentFiles: oc.output(z.array(GrantedFile)),
    clearRecentFiles: oc.output(z.void()),
    /**
     * `dragOut`: writes the unprocessed stem to the export folder unless it is already there. Fails with
     * `library/not-found` or `disk/*`.
     */
    writeStem: oc.input(z.object({ stemId: StemId })).output(Job.shape.files.element),
  },
};
