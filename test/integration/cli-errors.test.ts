import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { wavBytes, writeWav } from '../support/wav.ts';
import { divisi, type Ran } from './cli-fixture.ts';

const folder = tempFolder();
const at = (name: string): string => join(folder.path, name);
const library = at('library');
let good: string;

beforeAll(() => {
  good = writeWav(at('good.wav'), { seconds: 0.5 });
});
afterAll(() => folder.remove());

/** One line, no stack, nothing on stdout. */
function expectOneLine(ran: Ran, status: number, message: RegExp): void {
  expect(ran.err).toMatch(message);
  const lines = ran.err
    .trimEnd()
    .split('\n')
    .filter((line) => line.startsWith('divisi: '));
  expect(lines).toHaveLength(1);
  expect(ran.err.trimEnd().endsWith(lines[0] ?? '')).toBe(true);
  expect(ran.err).not.toMatch(/\n\s+at |internal error|node:internal/);
  expect(ran.out).toBe('');
  expect(ran.status).toBe(status);
}

const separate = (file: string, ...more: string[]): Promise<Ran> =>
  divisi([
    'separate',
    file,
    '--instruments',
    'violin,cello',
    '--out',
    at('out'),
    '--library',
    library,
    '--json',
    ...more,
  ]);

describe('a wrong call', () => {
  const calls: [string, string[], RegExp][] = [
    ['no command', [], /command is missing/],
    ['an unknown command', ['sperate'], /no command "sperate"/],
    ['an unknown option', ['doctor', '--colour'], /--colour/],
    ['a missing value', ['separate', 'x.wav', '--instruments'], /--instruments/],
    ['no file', ['separate', '--instruments', 'violin', '--out', 'x'], /FILE is missing/],
    [
      'too many files',
      ['separate', 'a.wav', 'b.wav', '--instruments', 'violin', '--out', 'x'],
      /one argument too many/,
    ],
    ['no players', ['separate', 'a.wav', '--out', 'x'], /--instruments is missing/],
    ['no output', ['separate', 'a.wav', '--instruments', 'violin'], /--out is missing/],
    [
      'an unknown instrument',
      ['separate', 'a.wav', '--instruments', 'kazoo', '--out', 'x'],
      /"kazoo" is not an instrument/,
    ],
    ['a bad count', ['separate', 'a.wav', '--instruments', 'violin:two', '--out', 'x'], /INSTRUMENT:COUNT/],
    [
      'an unknown format',
      ['separate', 'a.wav', '--instruments', 'violin', '--out', 'x', '--format', 'mp3'],
      /wav, flac/,
    ],
    [
      'a depth FLAC has not',
      [
        'separate',
        'a.wav',
        '--instruments',
        'violin',
        '--out',
        'x',
        '--format',
        'flac',
        '--bit-depth',
        '32f',
      ],
      /16 or 24/,
    ],
    [
      'a bad time',
      ['separate', 'a.wav', '--instruments', 'violin', '--out', 'x', '--from', '1:99'],
      /--from takes/,
    ],
    ['import without a file', ['import'], /FILE is missing/],
    ['--separate without players', ['import', 'a.wav', '--separate'], /needs --instruments/],
    ['an open address without TLS', ['serve', '--listen', '192.168.1.2'], /needs TLS/],
    [
      'every address without a name',
      ['serve', '--listen', '0.0.0.0', '--tls-cert', 'c', '--tls-key', 'k'],
      /can't be read/,
    ],
    ['half a certificate', ['serve', '--tls-cert', 'c.pem'], /go together/],
    ['a bad port', ['serve', '--port', '70000'], /--port takes/],
    ['an unknown model to remove', ['models', 'remove', 'nobody', '--library', library], /no model "nobody"/],
    ['a folder that is no model', ['models', 'add', folder.path, '--library', library], /manifest/],
  ];
  test.each(calls)('%s', async (_name, args, message) => {
    expectOneLine(await divisi(args), 2, message);
  });
});

describe('a wrong input', () => {
  test('a file that is not there', async () => {
    expectOneLine(await separate(at('nothing.wav')), 2, /nothing\.wav" is not there/);
  });
  test('a folder instead of a file', async () => {
    mkdirSync(at('folder.wav'));
    expectOneLine(await separate(at('folder.wav')), 2, /is not a file/);
  });
  test('an empty file', async () => {
    writeFileSync(at('empty.wav'), '');
    expectOneLine(await separate(at('empty.wav')), 2, /empty/);
  });
  test('a text with an audio name', async () => {
    writeFileSync(at('text.wav'), 'Dear diary, '.repeat(500));
    expectOneLine(await separate(at('text.wav')), 2, /text\.wav|audio/);
  });
  test('a WAV without samples', async () => {
    expectOneLine(await separate(writeWav(at('none.wav'), { seconds: 0 })), 2, /without a single sample/);
  });
  test('samples that are not numbers', async () => {
    const nan = writeWav(at('nan.wav'), {
      format: 'f32',
      sample: (frame) => (frame === 1000 ? Number.NaN : 0.1),
    });
    expectOneLine(await separate(nan), 2, /not a number|NaN|finite/i);
  });
  test('an infinite sample', async () => {
    const infinite = writeWav(at('infinite.wav'), {
      format: 'f32',
      sample: (frame) => (frame === 1000 ? Infinity : 0.1),
    });
    expectOneLine(await separate(infinite), 2, /not a number|infinite|finite/i);
  });
  test('a file that breaks off before its first sample', async () => {
    writeFileSync(at('truncated.wav'), wavBytes({ seconds: 1 }).subarray(0, 44));
    expectOneLine(await separate(at('truncated.wav')), 2, /truncated\.wav|sample|breaks off|ends/);
  });
  test('eight channels, of which none was chosen', async () => {
    const eight = writeWav(at('eight.wav'), { channels: 8, seconds: 0.2 });
    expectOneLine(await separate(eight), 2, /8 channels/);
  });
  test('only players that the model can not separate', async () => {
    const ran = await divisi(['separate', good, '--instruments', 'piano,harp', '--out', at('out')]);
    expectOneLine(ran, 2, /rest|separate/);
  });
  test('an unknown model', async () => {
    expectOneLine(await separate(good, '--model', 'nobody'), 2, /no model "nobody"/);
  });
  test('a passage past the end', async () => {
    expectOneLine(await separate(good, '--from', '10'), 2, /past the end/);
  });
  test('a passage the wrong way round', async () => {
    expectOneLine(await separate(good, '--from', '0.4', '--to', '0.2'), 2, /--to must come after/);
  });
  test('an output folder that is a file', async () => {
    expectOneLine(await divisi(['separate', good, '--instruments', 'violin', '--out', good]), 2, /is a file/);
  });
  test('a stem that would be written over the recording', async () => {
    const cello = writeWav(at('cello.wav'), { seconds: 0.5 });
    const before = readFileSync(cello);
    expectOneLine(await separate(cello, '--out', folder.path), 2, /"cello\.wav" would be written over/);
    expect(readFileSync(cello)).toEqual(before);
  });
  test('an output folder that can not be made', async () => {
    const ran = await divisi(['separate', good, '--instruments', 'violin', '--out', join(good, 'below')]);
    expectOneLine(ran, 3, /can't be written to/);
  });
  test('a provider this machine has not', async () => {
    expectOneLine(await separate(good, '--provider', 'nonsense'), 3, /can.t be loaded/);
  });
  test('none of them left an output folder behind', () => {
    expect(existsSync(at('out'))).toBe(false);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('.divisi'))).toEqual([]);
  });
});

describe('a project file', () => {
  const remix = (name: string, text: string): Promise<Ran> => {
    writeFileSync(at(name), text);
    return divisi(['remix', at(name), '--out', at('mix.wav')]);
  };
  test('that is not there', async () => {
    expectOneLine(await divisi(['remix', at('no.json'), '--out', at('mix.wav')]), 2, /does not exist/);
  });
  test('that is no JSON', async () => {
    expectOneLine(await remix('bad.json', '{"divisi_project": 1,'), 2, /is not JSON/);
  });
  test('that is something else', async () => {
    expectOneLine(
      await remix('else.json', '{"name": "x"}'),
      2,
      /not a project file: "divisi_project" is missing/,
    );
  });
  test('that is the report beside it', async () => {
    const report = await remix('separation.json', '{"model": "m", "stems": {"rest": {"file": "rest.wav"}}}');
    expectOneLine(report, 2, /says what was separated\. Name the project\.json beside it/);
  });
  test('and an output of an unknown kind', async () => {
    const aac = await divisi(['remix', at('no.json'), '--out', at('mix.aac')]);
    expectOneLine(aac, 2, /\.wav, \.flac, \.mp3 or \.opus/);
    expect(existsSync(at('mix.wav'))).toBe(false);
  });
});
