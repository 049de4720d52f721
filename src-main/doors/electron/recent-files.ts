import { existsSync } from 'node:fs';
import { z } from 'zod';

export const RecentFile = z.object({ path: z.string().min(1), kind: z.enum(['file', 'folder']) });
export type RecentFile = z.infer<typeof RecentFile>;

const MOST = 10;

/** Puts the opened files in front, the last one first, without duplicate paths. */
export function withRecent(list: readonly RecentFile[], opened: readonly RecentFile[]): RecentFile[] {
  const all = [...opened.toReversed(), ...list];
  const first = new Map<string, RecentFile>();
  for (const file of all) if (!first.has(file.path)) first.set(file.path, file);
  return [...first.values()].slice(0, MOST);
}

/** The files that exist now; files on a disconnected disk reappear when it is connected again. */
export const presentFiles = (list: readonly RecentFile[]): RecentFile[] =>
  list.filter(({ path }) => existsSync(path));
