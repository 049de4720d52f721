import { z } from 'zod';
import { StoredWatch } from '../../../src-shared/contract/watch.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { getValue, setValue } from './settings.ts';

const KEY = 'watched-folders';

/** The folders that the library watches; none where what is stored is not understood. */
export const getWatched = (db: ReadableDatabase): readonly StoredWatch[] =>
  z.array(StoredWatch).safeParse(getValue(db, KEY)).data ?? [];

export const setWatched = (db: WritableDatabase, folders: readonly StoredWatch[]): void =>
  setValue(db, KEY, folders);
