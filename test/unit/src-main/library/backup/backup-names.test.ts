import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backupName,
  backupsToDrop,
  isUnfinishedName,
  newestFirst,
  parseBackupName,
  unfinishedName,
  type BackupName,
} from '../../../../../src-main/library/backup/backup-names.ts';

const HOUR_MS = 3_600_000;
const made = (at: number, sequence: number): BackupName => {
  const parsed = parseBackupName(backupName(9, new Date(at), sequence));
  if (parsed === null) throw new Error('a name that does not parse');
  return parsed;
};

/** Makes backups one after the other, as a running library does. @returns what is left, newest first */
function roll(times: readonly number[]): BackupName[] {
  let kept: BackupName[] = [];
  for (const [index, at] of times.entries()) {
    kept.push(made(at, index + 1));
    const gone = new Set(backupsToDrop(kept));
    kept = kept.filter(({ name }) => !gone.has(name));
  }
  return kept.sort(newestFirst);
}

describe('names of backups', () => {
  it('come back as what they were made of', () => {
    const at = new Date('2026-11-28T03:04:05.678Z');
    const name = backupName(9, at, 12);
    expect(name).toBe('library-v9-2026-11-28T03-04-05-678Z-12.sqlite');
    expect(parseBackupName(name)).toEqual({ name, kind: 'backup', takenAt: at.toISOString(), sequence: 12 });
    expect(parseBackupName('library-v3-2026-01-02T03-04-05-678Z.sqlite')?.sequence).toBe(0);
  });

  it('of other files are no backups, and only our own unfinished ones are taken for such', () => {
    for (const name of [
      'library.sqlite',
      'library-damaged-2026.sqlite',
      'library-v9-2026-99-99T00-00-00-000Z.sqlite',
    ]) {
      expect(parseBackupName(name)).toBeNull();
    }
    const name = backupName(9, new Date(0), 1);
    expect(isUnfinishedName(unfinishedName(name))).toBe(true);
    expect(isUnfinishedName(`${unfinishedName(name)}-journal`)).toBe(true);
    for (const other of [name, 'x.part', `my ${unfinishedName(name)}`])
      expect(isUnfinishedName(other)).toBe(false);
  });
});

describe('backupsToDrop', () => {
  it('keeps the last hours, a week of days and two months of weeks', () => {
    const begin = Date.parse('2026-01-01T00:30:00Z');
    const hours = Array.from({ length: 24 * 100 }, (_, hour) => begin + hour * HOUR_MS);
    const kept = roll(hours).map(({ takenAt }) =>
      Math.round(((hours.at(-1) ?? 0) - Date.parse(takenAt)) / HOUR_MS),
    );
    expect(kept.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const day of [1, 2, 3, 4, 5, 6]) expect(kept.some((age) => Math.floor(age / 24) === day)).toBe(true);
    expect(kept.at(-1)).toBeGreaterThan(24 * 7 * 6);
    expect(kept.length).toBeLessThanOrEqual(28);
  });

  it('never drops the newest five, or more than it must, whatever the clock said', () => {
    const clock = fc.array(fc.integer({ min: 0, max: 4e12 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(clock, (times) => {
        const kept = roll(times);
        const newest = Array.from({ length: Math.min(5, times.length) }, (_, index) => times.length - index);
        expect(kept.slice(0, newest.length).map(({ sequence }) => sequence)).toEqual(newest);
        expect(kept.length).toBeLessThanOrEqual(28);
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  it('drops nothing because a clock jumps ahead by a century, and back', () => {
    const begin = Date.parse('2026-01-01T00:00:00Z');
    const days = Array.from({ length: 7 }, (_, day) => begin + day * 24 * HOUR_MS);
    const jumped = [...days, Date.parse('2126-01-01T00:00:00Z')];
    expect(roll(jumped)).toHaveLength(8);
    expect(roll([...jumped, begin + 7 * 24 * HOUR_MS]).map(({ sequence }) => sequence)).toContain(8);
  });
});
