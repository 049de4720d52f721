import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import type { Log } from './log.ts';

const MAX_BYTES = 1_000_000;
const FILES_KEPT = 5;
const MAX_TEXT = 4000;
const MAX_DEPTH = 4;
const MAX_ENTRIES = 20;

export type LogLevel = 'info' | 'warn' | 'error';

/**
 * A rotating log in `path`: `NAME`, `NAME.1` … `NAME.4`, one megabyte each, the newest without a number.
 * Every line is written immediately, so that the log shows what led to a crash. An unwritable log never fails
 * its caller: it stops writing, and `doctor` reports the missing file.
 */
export function fileLog(path: string, now: () => Date = () => new Date()): Log & { close(): void } {
  let file: number | null = null;
  let bytes = 0;
  const open = (): number => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const opened = openSync(path, 'a', 0o600);
    bytes = fstatSync(opened).size;
    return opened;
  };
  const close = (): void => {
    if (file !== null) closeSync(file);
    file = null;
  };
  const write = (level: LogLevel, message: string, details: unknown): void => {
    const line = Buffer.from(formatLine(now(), level, message, details), 'utf8');
    try {
      file ??= open();
      if (bytes > 0 && bytes + line.length > MAX_BYTES) {
        close();
        rotate(path);
        file = open();
      }
      bytes += writeSync(file, line);
    } catch {
      // If the disk is full or missing, there is nowhere to report it.
      file = null;
    }
  };
  return {
    info: (message, details) => write('info', message, details),
    warn: (message, details) => write('warn', message, details),
    error: (message, details) => write('error', message, details),
    close,
  };
}

function rotate(path: string): void {
  rmSync(`${path}.${FILES_KEPT - 1}`, { force: true });
  for (let number = FILES_KEPT - 2; number >= 0; number -= 1) {
    const from = number === 0 ? path : `${path}.${number}`;
    try {
      renameSync(from, `${path}.${number + 1}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** One entry: a line with time, level and message, and under it, indented, what is known beside it. */
export function formatLine(time: Date, level: LogLevel, message: string, details: unknown): string {
  const head = `${time.toISOString()} ${level.toUpperCase().padEnd(5)} ${printable(message)}`;
  if (details === undefined) return `${head}\n`;
  const lines = describe(details, 0).split('\n');
  return `${head}\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

/** Text of an error with its causes, or JSON of anything else. Samples and other bytes are counted, not printed. */
function describe(value: unknown, depth: number): string {
  if (!(value instanceof Error)) {
    // Undefined for values that JSON can't represent.
    const json = JSON.stringify(plain(value, 0)) as string | undefined;
    return clip(json ?? String(value));
  }
  const name = isFailure(value) ? `${value.code}: ${value.message}` : (value.stack ?? String(value));
  const extra = isFailure(value) && value.details !== undefined ? ` ${JSON.stringify(value.details)}` : '';
  const own = clip(printable(name, true) + extra);
  if (value.cause === undefined || depth === MAX_DEPTH) return own;
  return `${own}\ncaused by ${describe(value.cause, depth + 1)}`;
}

function plain(value: unknown, depth: number): unknown {
  if (value instanceof Error) return describe(value, MAX_DEPTH);
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`;
  if (value instanceof ArrayBuffer) return `(${value.byteLength} bytes)`;
  if (typeof value === 'string') return clip(value);
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function')
    return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return '…';
  if (Array.isArray(value)) {
    const shown = value.slice(0, MAX_ENTRIES).map((item) => plain(item, depth + 1));
    return value.length > MAX_ENTRIES ? [...shown, `… ${value.length - MAX_ENTRIES} more`] : shown;
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_ENTRIES)
      .map(([key, item]) => [key, plain(item, depth + 1)]),
  );
}

const clip = (text: string): string =>
  text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;

/** File names and titles are untrusted: control characters must not reach a terminal that shows the log. */
function printable(text: string, keepLines = false): string {
  return text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (found) =>
    keepLines && found === '\n' ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
