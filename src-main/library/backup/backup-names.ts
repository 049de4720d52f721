/** One finished backup, as its file name describes it. */
export interface BackupName {
  readonly name: string;
  /** A copy that was set aside because something else replaced the database is never removed. */
  readonly kind: 'backup' | 'before-restore' | 'damaged';
  /** The system clock's time, in ISO 8601. */
  readonly takenAt: string;
  /** Increases with every backup, independent of the clock; 0 for backups of early versions of Divisi. */
  readonly sequence: number;
}

const NAME = /^library-v(\d+)-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z(?:-(\d+))?\.sqlite$/;

const SET_ASIDE =
  /^library-(before-restore|damaged)-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z\.sqlite$/;

/** An unfinished backup, and the journals that SQLite may leave next to it if the program is killed. */
const UNFINISHED = /^library-v\d+-[\dTZ-]+\.sqlite\.divisi-unfinished(-journal|-wal|-shm)?$/;

export function backupName(version: number, at: Date, sequence: number): string {
  return `library-v${version}-${at.toISOString().replaceAll(/[:.]/g, '-')}-${sequence}.sqlite`;
}

export const setAsideName = (kind: 'before-restore' | 'damaged', at: Date): string =>
  `library-${kind}-${at.toISOString().replaceAll(/[:.]/g, '-')}.sqlite`;

/** @returns null for any other file */
export function parseBackupName(name: string): BackupName | null {
  const own = NAME.exec(name);
  const aside = SET_ASIDE.exec(name);
  const [, kind, day, hours, minutes, seconds, millis, sequence] = own ?? aside ?? [];
  const takenAt = `${day}T${hours}:${minutes}:${seconds}.${millis}Z`;
  if (Number.isNaN(Date.parse(takenAt))) return null;
  if (own !== null) return { name, kind: 'backup', takenAt, sequence: Number(sequence ?? 0) };
  return { name, kind: kind === 'damaged' ? 'damaged' : 'before-restore', takenAt, sequence: 0 };
}

export const unfinishedName = (name: string): string => `${name}.divisi-unfinished`;
export const isUnfinishedName = (name: string): boolean => UNFINISHED.test(name);

/** By sequence number; the clock decides only if there are no numbers. */
export function newestFirst(a: BackupName, b: BackupName): number {
  return b.sequence - a.sequence || b.takenAt.localeCompare(a.takenAt);
}

const LATEST_KEPT = 5;
const HOURS_KEPT = 8;
const DAYS_KEPT = 7;
const WEEKS_KEPT = 8;

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const periodOf = {
  hour: (takenAt: string) => takenAt.slice(0, 13),
  day: (takenAt: string) => takenAt.slice(0, 10),
  week: (takenAt: string) => String(Math.floor(Date.parse(takenAt) / WEEK_MS)),
};

/**
 * Which backups to delete. The latest five are kept, and the newest of each of the last 8 hours, 7 days and 8
 * weeks that have any. Periods without a backup do not count and the current time is not used, so neither a
 * wrong clock nor a year without use costs a backup: one is deleted only when newer ones replace it.
 */
export function backupsToDrop(backups: readonly BackupName[]): string[] {
  const sorted = backups.filter(({ kind }) => kind === 'backup').sort(newestFirst);
  const kept = new Set(sorted.slice(0, LATEST_KEPT).map(({ name }) => name));
  const keepNewestOf = (period: (takenAt: string) => string, count: number): void => {
    const seen = new Set<string>();
    for (const { name, takenAt } of sorted) {
      if (seen.size === count) return;
      if (seen.has(period(takenAt))) continue;
      seen.add(period(takenAt));
      kept.add(name);
    }
  };
  keepNewestOf(periodOf.hour, HOURS_KEPT);
  keepNewestOf(periodOf.day, DAYS_KEPT);
  keepNewestOf(periodOf.week, WEEKS_KEPT);
  return sorted.map(({ name }) => name).filter((name) => !kept.has(name));
}
