import { z } from 'zod';
import type { ReadableDatabase, WritableDatabase } from '../../library/database.ts';
import { getValue, setValue } from '../../library/rows/settings.ts';

const KEY = 'queue-paused';

/** Whether the user paused the queue, in this run of the program or an earlier one. */
export const isPaused = (read: ReadableDatabase): boolean =>
  z.boolean().safeParse(getValue(read, KEY)).data ?? false;

export const savePaused = (write: WritableDatabase, paused: boolean): void => setValue(write, KEY, paused);
