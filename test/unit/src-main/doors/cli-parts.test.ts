import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FAILURE_CODES, Failure } from '../../../../src-shared/contract/failure.ts';
import { parseCall, parseTime, wholeNumber } from '../../../../src-main/doors/cli/call.ts';
import { parseDepth } from '../../../../src-main/doors/cli/output-format.ts';
import { ownDepth } from '../../../../src-shared/contract/own-depth.ts';
import { formatSpan, Progress } from '../../../../src-main/doors/cli/progress.ts';
import { parseChannels } from '../../../../src-main/doors/cli/source.ts';
import { verdictOf } from '../../../../src-main/doors/cli/status.ts';
import { defaultLibraryDir, programPaths, userDataDir } from '../../../../src-main/app/program/paths.ts';
import { tempDir } from '../../../support/temp.ts';
import { TokenBucket } from '../../../../src-main/doors/serve/limits.ts';
import { browserCommand } from '../../../../src-main/doors/serve/open-browser.ts';

describe('arguments', () => {
  const options = { json: { type: 'boolean' }, out: { type: 'string' } } as const;

  test('positionals are counted by their names', () => {
    expect(parseCall(['a', '--json'], options, ['FILE']).positionals).toEqual(['a']);
    expect(parseCall(['a', 'b'], options, ['FILE…']).positionals).toEqual(['a', 'b']);
    expect(parseCall([], options, ['[NAME…]']).positionals).toEqual([]);
    expect(() => parseCall([], options, ['FILE…'])).toThrow('FILE is missing');
    expect(() => parseCall(['a', 'b'], options, ['FILE'])).toThrow('"b" is one argument too many');
    expect(() => parseCall([''], options, ['FILE'])).toThrow('empty');
  });

  test('a file whose name begins with a dash goes after two of them', () => {
    expect(parseCall(['--', '-take.wav'], options, ['FILE']).positionals).toEqual(['-take.wav']);
  });

  test('numbers and times', () => {
    expect(wholeNumber('8000', '--sample-rate', 8000, 9000)).toBe(8000);
    for (const text of ['', '-1', '1.5', '1e3', '9001', 'x']) {
      expect(() => wholeNumber(text, '--n', 1, 9000), text).toThrow('--n takes');
    }
    expect(parseTime('1:02.5', '--from')).toBe(62.5);
    expect(() => parseTime('soon', '--from')).toThrow('--from takes');
    expect(parseChannels('1,4')).toEqual([0, 3]);
    for (const text of ['0', '1,2,3', 'left', '1,'])
      expect(() => parseChannels(text), text).toThrow('--channels');
  });

  test('the depth is the recording’s own, as far as the container can hold it', () => {
    const own = (['u8', 's16', 's24', 's32', 'f32', 'f64'] as const).map((format) => [
      ownDepth(format, 'wav'),
      ownDepth(format, 'flac'),
    ]);
    expect(own).toEqual([
      ['16', '16'],
      ['16', '16'],
      ['24', '24'],
      ['32f', '24'],
      ['32f', '24'],
      ['32f', '24'],
    ]);
    expect(parseDepth(undefined, 'flac')).toBeNull();
    expect(() => parseDepth('32f', 'flac')).toThrow('FLAC');
  });
});

describe('how a command ends', () => {
  test('wrong calls and inputs are 2, failed work 3, interruption 130, bugs 3; always one line', () => {
    const status = (code: (typeof FAILURE_CODES)[number]) => verdictOf(new Failure(code, 'm'), false).status;
    expect([
      status('call/invalid'),
      status('file/empty'),
      status('players/none'),
      status('model/unknown'),
    ]).toEqual([2, 2, 2, 2]);
    expect([
      status('disk/full'),
      status('process/died'),
      status('library/locked'),
      status('model/hash-mismatch'),
    ]).toEqual([3, 3, 3, 3]);
    expect(status('call/cancelled')).toBe(130);
    expect(verdictOf(new Failure('process/died', 'gone'), true)).toEqual({
      status: 130,
      line: 'Interrupted',
    });
    expect(verdictOf(new Error('a\n    at b'), false)).toEqual({ status: 3, line: 'internal error: a at b' });
    for (const code of FAILURE_CODES) expect([2, 3, 130]).toContain(status(code));
  });
});

describe('progress', () => {
  function shown(isTTY: boolean): { text(): string; progress: Progress; at(seconds: number): void } {
    let text = '';
    let now = 0;
    const out = { isTTY, columns: 60, write: (part: string) => (text += part) };
    return { text: () => text, progress: new Progress(out, () => now), at: (seconds) => (now = seconds) };
  }

  test('elsewhere than on a terminal: plain lines, at most one a second, with the time left', () => {
    const { text, progress, at } = shown(false);
    const report = progress.step(1);
    for (let step = 0; step <= 100; step += 1) {
      at(step / 10);
      report({ done: step / 100, phase: 'separating' });
    }
    const lines = text().trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('separating: 0 %');
    expect(lines[5]).toBe('separating: 50 %, 0:05 left');
    expect(text()).not.toContain('\r');
  });

  test('on a terminal: one line, rewritten, never wider than it, taken away at the end', () => {
    const { text, progress, at } = shown(true);
    const first = progress.step(0.5);
    const second = progress.step(0.5);
    first({ done: 1, phase: 'reading' });
    at(2);
    second({ done: 0.5, phase: 'a phase with a name that is far too long for so narrow a terminal' });
    progress.end();
    const drawn = text().split('\r\u001b[K');
    expect(drawn[1]).toBe('reading [############............] 50 %');
    expect(drawn[2]).toHaveLength(59);
    expect(drawn.at(-1)).toBe('');
    expect(text()).not.toContain('\n');
  });

  test('spans', () => {
    expect([formatSpan(0), formatSpan(59.6), formatSpan(3725)]).toEqual(['0:00', '1:00', '1:02:05']);
  });
});

describe('where things lie', () => {
  test('the same files from the sources, from a build and from a package', () => {
    const folder = tempDir();
    const root = join(folder, 'resources', 'app.asar');
    mkdirSync(join(root, 'dist', 'src-main', 'doors'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"name": "divisi", "version": "1.2.3"}');
    writeFileSync(join(root, 'dist', 'package.json'), '{"type": "module"}');
    const paths = programPaths(join(root, 'dist', 'src-main', 'doors'));
    expect(paths).toMatchObject({ root, version: '1.2.3', rendererDir: join(root, 'dist', 'renderer') });
    expect(paths.modelsDir).toBe(join(`${root}.unpacked`, 'models'));
    expect(() => programPaths(folder)).toThrow('No package.json');
    const here = programPaths();
    expect(here.modelsDir).toBe(join(here.root, 'models'));
  });

  test('the library lies where the platform keeps such things, or where the user says', () => {
    expect(userDataDir({}, 'linux', '/home/a')).toBe(join('/home/a', '.local', 'share', 'divisi'));
    expect(userDataDir({ XDG_DATA_HOME: '/data' }, 'linux', '/home/a')).toBe(join('/data', 'divisi'));
    expect(userDataDir({}, 'darwin', '/Users/a')).toBe(
      join('/Users/a', 'Library', 'Application Support', 'Divisi'),
    );
    expect(userDataDir({ LOCALAPPDATA: '/L' }, 'win32', '/a')).toBe(join('/L', 'Divisi'));
    expect(defaultLibraryDir({ DIVISI_LIBRARY: '/music' })).toBe('/music');
  });

  test('a browser is opened where there is one to be seen', () => {
    expect(browserCommand('u', 'linux', {})).toBeNull();
    expect(browserCommand('u', 'linux', { DISPLAY: ':0' })).toEqual({ command: 'xdg-open', args: ['u'] });
    expect(browserCommand('u', 'linux', { WAYLAND_DISPLAY: 'w' })?.command).toBe('xdg-open');
    expect(browserCommand('u', 'darwin', {})?.command).toBe('open');
    expect(browserCommand('u', 'win32', {})).toEqual({
      command: 'rundll32',
      args: ['url.dll,FileProtocolHandler', 'u'],
    });
  });
});

test('a token bucket gives its burst, then its rate', () => {
  let now = 0;
  const bucket = new TokenBucket(2, 3, () => now);
  const take = (count: number) => Array.from({ length: count }, () => bucket.take());
  expect(take(4)).toEqual([true, true, true, false]);
  now = 1000;
  expect(take(3)).toEqual([true, true, false]);
  now = 60_000;
  expect(take(4)).toEqual([true, true, true, false]);
});
