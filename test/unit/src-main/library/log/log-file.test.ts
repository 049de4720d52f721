import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileLog, formatLine } from '../../../../../src-main/library/log/log-file.ts';
import { allLogs, internalError, silentLog } from '../../../../../src-main/library/log/log.ts';
import { Failure } from '../../../../../src-shared/contract/failure.ts';

const noon = new Date('2026-01-02T12:00:00.000Z');

describe('formatLine', () => {
  it('is one line without details', () => {
    expect(formatLine(noon, 'info', 'separate job_1 done', undefined)).toBe(
      '2026-01-02T12:00:00.000Z INFO  separate job_1 done\n',
    );
  });

  it('shows a failure with its code and the stacks of its causes', () => {
    const failure = new Failure('file/unreadable', 'It can not be read', {
      cause: new Error('inside'),
      details: { seconds: 2 },
    });
    const text = formatLine(noon, 'error', 'import failed', failure);
    expect(text).toContain('    file/unreadable: It can not be read {"seconds":2}\n');
    expect(text).toContain('    caused by Error: inside\n');
    expect(text).toContain('log-file.test.ts');
  });

  it('counts samples instead of printing them, and cuts what is long or deep', () => {
    const deep = { a: { b: { c: { d: { e: 1 } } } } };
    const text = formatLine(noon, 'warn', 'x', {
      pcm: new Float32Array(1000),
      many: Array(100).fill(7),
      deep,
    });
    expect(text).toContain('"pcm":"(4000 bytes)"');
    expect(text).toContain('… 80 more');
    expect(text).toContain('"…"');
    expect(formatLine(noon, 'warn', 'x', 'y'.repeat(10_000)).length).toBeLessThan(4200);
  });

  it('escapes control characters and bidirectional overrides of foreign text', () => {
    const text = formatLine(noon, 'warn', 'import failed: a\u001b[2Jb\nc\u202e', undefined);
    expect(text).toBe('2026-01-02T12:00:00.000Z WARN  import failed: a\\u001b[2Jb\\u000ac\\u202e\n');
  });
});

describe('fileLog', () => {
  it('rotates at a megabyte, keeps five files and goes on in one that is there', () => {
    const dir = join(mkdtempSync(join(tmpdir(), 'divisi-log-')), 'logs');
    const path = join(dir, 'divisi.log');
    const first = fileLog(path, () => noon);
    first.info('first');
    first.close();
    const log = fileLog(path, () => noon);
    for (let count = 0; count < 2600; count += 1) log.info(`entry ${count} ${'z'.repeat(2500)}`);
    log.close();
    const names = readdirSync(dir).sort();
    expect(names).toEqual(['divisi.log', 'divisi.log.1', 'divisi.log.2', 'divisi.log.3', 'divisi.log.4']);
    for (const name of names) expect(statSync(join(dir, name)).size).toBeLessThanOrEqual(1_000_000);
    expect(readFileSync(path, 'utf8')).toContain('entry 2599 ');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('never fails its caller where it can not write', () => {
    const dir = mkdtempSync(join(tmpdir(), 'divisi-log-'));
    writeFileSync(join(dir, 'logs'), 'a file where the folder belongs');
    const log = fileLog(join(dir, 'logs', 'divisi.log'));
    expect(() => log.error('lost')).not.toThrow();
  });
});

it('internalError gives the user the reference that finds the entry, and none of its text', () => {
  const entries: string[] = [];
  const log = allLogs(silentLog, { ...silentLog, error: (message) => entries.push(message) });
  const failure = internalError(log, 'a call failed', new Error('secret'));
  expect(JSON.stringify(failure.toData())).not.toContain('secret');
  expect(entries).toEqual([`[${String(failure.details?.['reference'])}] a call failed`]);
});
