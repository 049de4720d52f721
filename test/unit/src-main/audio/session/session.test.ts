import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Track } from '../../../../../src-shared/project/document.ts';
import { laneValue } from '../../../../../src-shared/mixing/automation.ts';
import { defaultStrip } from '../../../../../src-shared/mixing/processors/registry.ts';
import { gainCurve } from '../../../../../src-main/audio/session/session.ts';
import { exportNow, makeProject, partsOf, splitOnGrid } from '../render/export-helpers.ts';
import { noise, useFolder } from '../helpers.ts';
import { schemaFaults, type Element } from './dawproject-schema.ts';
import { readReaper, type Chunk } from './reaper-reader.ts';

const at = useFolder();
const FRAMES = 4410;

async function session() {
  const recording = [noise(FRAMES, 1, 16, 0.5)];
  const { input } = await makeProject({
    at,
    recording,
    recordingFormat: 's16',
    stems: splitOnGrid(recording, 2, 16),
    names: ['Violin "1"', 'Viola', 'Rest'],
    track: (index): Partial<Track> => ({
      strip: defaultStrip(),
      ...(index === 0 ? { gainDb: 6, pan: -0.5, group: 'g1' } : {}),
      ...(index === 1
        ? {
            group: 'g1',
            automation: [
              {
                target: 'gainDb',
                points: [
                  { at: 0, value: 0 },
                  { at: 4000, value: -80 },
                ],
              },
              {
                target: 'pan',
                points: [
                  { at: 0, value: -1 },
                  { at: 4000, value: 1 },
                ],
              },
            ],
          }
        : {}),
    }),
  });
  const document = {
    ...input.document,
    groups: [
      {
        ...{ id: 'g1', name: 'Strings', gainDb: -6, muted: false, soloed: false },
        automation: [{ target: 'gainDb', points: [{ at: 441, value: -6 }] }],
      },
    ],
    master: {
      ...input.document.master,
      automation: [{ target: 'gainDb', points: [{ at: 882, value: -20 }] }],
    },
    regions: [
      { id: 'r', name: 'Theme', start: 0, end: 441 },
      { id: 'm', name: 'Here', start: 882, end: null },
    ],
  };
  const files = { dawproject: true, reaper: true, note: true };
  const parts = { ...partsOf([], 'mix'), mix: false, session: files };
  return { ...input, document, parts, template: '{recording} - {player}', fileName: null };
}

interface Open extends Element {
  readonly children: Open[];
}

/** Elements and attributes; the writer's own documents have no other markup. */
function parseXml(text: string): Element {
  const root: Open = { name: '', attributes: {}, children: [] };
  const open = [root];
  for (const [, close, name = '', inside = '', empty] of text.matchAll(/<(\/?)([A-Za-z]+)([^<>]*?)(\/?)>/g)) {
    if (close === '/') {
      expect(open.pop()?.name).toBe(name);
      continue;
    }
    const attributes = Object.fromEntries(
      [...inside.matchAll(/([A-Za-z]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
    );
    const element: Open = { name, attributes, children: [] };
    open.at(-1)?.children.push(element);
    if (empty !== '/') open.push(element);
  }
  expect(open).toHaveLength(1);
  return root.children[0] as Element;
}

const all = (element: Element): Element[] => [element, ...element.children.flatMap(all)];

describe('a DAWproject', () => {
  it('has the structure of its schema, distinct ids, and references that exist', async () => {
    const { files } = await exportNow(await session());
    const archive = unzipSync(
      await readFile(files.find(({ name }) => name === 'Trio.dawproject')?.path ?? ''),
    );
    expect(Object.keys(archive)).toEqual([
      'project.xml',
      'metadata.xml',
      'audio/Trio - Violin -1-.wav',
      'audio/Trio - Viola.wav',
      'audio/Trio - Rest.wav',
    ]);
    for (const { name, path } of files.slice(0, 3)) {
      expect(Buffer.from(archive[`audio/${name}`] ?? []).equals(await readFile(path))).toBe(true);
    }
    const project = parseXml(strFromU8(archive['project.xml'] ?? new Uint8Array()));
    expect(schemaFaults(project)).toEqual([]);
    // What the schema refuses is found.
    const [application, ...rest] = project.children;
    const broken = {
      name: 'Project',
      attributes: { vresion: '1.0' },
      children: [...rest, ...(application === undefined ? [] : [application])],
    };
    expect(schemaFaults(broken)).toEqual([
      '<Project> has no version',
      '<Project> has vresion="1.0"',
      expect.stringContaining('<Project> has Transport'),
    ]);
  });

  it('tells gains, pans, groups, automation and markers', async () => {
    const { files } = await exportNow(await session());
    const archive = unzipSync(
      await readFile(files.find(({ name }) => name.endsWith('.dawproject'))?.path ?? ''),
    );
    const elements = all(parseXml(strFromU8(archive['project.xml'] ?? new Uint8Array())));
    const byId = (id: string) => elements.find(({ attributes }) => attributes['id'] === id)?.attributes;
    expect(Number(byId('volume-1')?.['value'])).toBeCloseTo(10 ** (6 / 20), 8);
    expect(byId('pan-1')?.['value']).toBe('0.25');
    expect(Number(byId('group-volume-g1')?.['value'])).toBeCloseTo(10 ** (-6 / 20), 8);
    expect(byId('channel-1')?.['destination']).toBe('group-channel-g1');
    expect(byId('channel-3')?.['destination']).toBe('master-channel');
    const pointOf = (volume: string) =>
      elements.find(({ attributes }) => attributes['id'] === `points-${volume}`)?.children.at(-1)?.attributes;
    expect(
      [pointOf('group-volume-g1'), pointOf('master-volume')].map((point) => Number(point?.['time'])),
    ).toEqual([0.01, 0.02]);
    expect(Number(pointOf('group-volume-g1')?.['value'])).toBeCloseTo(10 ** (-6 / 20), 8);
    expect(Number(pointOf('master-volume')?.['value'])).toBeCloseTo(0.1, 8);
    const markers = elements.filter(({ name }) => name === 'Marker').map(({ attributes }) => attributes);
    expect(markers).toEqual([
      { time: '0', name: 'Theme' },
      { time: '0.02', name: 'Here' },
    ]);
    const pans = elements.find(({ attributes }) => attributes['id'] === 'points-pan-2')?.children.slice(1);
    expect(pans?.map(({ attributes }) => Number(attributes['value']))).toEqual([0, 1]);
  });
});

it('a line in dB becomes lines in amplitude that follow it', () => {
  const points = [
    { at: 100, value: -30 },
    { at: 20_000, value: 6 },
    { at: 30_000, value: -110 },
  ];
  const curve = gainCurve(points, 1000);
  for (let sample = 0; sample <= 26_000; sample += 7) {
    const seconds = sample / 1000;
    const next = curve.findIndex((point) => point.seconds >= seconds);
    const [from, to] = [curve[Math.max(0, next - 1)], curve[next]];
    if (from === undefined || to === undefined) throw new Error('the curve ends early');
    const share = to.seconds === from.seconds ? 1 : (seconds - from.seconds) / (to.seconds - from.seconds);
    const gain = seconds < from.seconds ? from.value : from.value + share * (to.value - from.value);
    const db = laneValue(points, sample);
    if (db > -60) expect(Math.abs(20 * Math.log10(gain) - db)).toBeLessThan(0.06);
  }
  expect(curve.at(-1)).toEqual({ seconds: 30, value: 0 });
});

it('a Reaper project nests a group’s tracks, and quotes what contains quotes', async () => {
  const { files } = await exportNow(await session());
  const text = await readFile(files.find(({ name }) => name === 'Trio.rpp')?.path ?? '', 'utf8');
  const depth = text.split('\n').reduce((sum, line) => {
    const trimmed = line.trim();
    return sum + Number(trimmed.startsWith('<')) - Number(trimmed === '>');
  }, 0);
  expect(depth).toBe(0);
  expect(text).toContain(`NAME 'Violin "1"'`);
  expect(text).toContain('FILE "Trio - Violin -1-.wav"');
  expect(text.match(/ISBUS .*/g)).toEqual(['ISBUS 1 1', 'ISBUS 2 -1']);
  expect(text.match(/MARKER .*/g)).toEqual([
    'MARKER 1 0 "Theme" 1',
    'MARKER 1 0.01 "" 1',
    'MARKER 2 0.02 "Here" 0',
  ]);
  expect(text).toMatch(/MASTER_VOLUME 1 0 -1 -1 1\n\s*<MASTERVOLENV2[^>]*PT 0\.02 0\.1 0/);
  expect(text).toMatch(/NAME "Strings"\n\s*VOLPAN 1 [^>]*<VOLENV2[^>]*PT 0\.01 0\.501187234 0/);
  // A pan envelope has the opposite sign of a pan.
  expect(text).toMatch(/<PANENV2[^>]*PT 0 1 0\n\s*PT 0\.09[0-9]* -1 0/);
});

it('a Reaper project reads back: tracks, gains, balances, groups and files', async () => {
  const input = await session();
  const { files } = await exportNow(input);
  const text = await readFile(files.find(({ name }) => name === 'Trio.rpp')?.path ?? '', 'utf8');
  const project = readReaper(text);
  expect(project.name).toBe('REAPER_PROJECT');
  const tracks = project.chunks.filter(({ name }) => name === 'TRACK');
  const line = (chunk: Chunk | undefined, key: string) =>
    chunk?.lines.find(([name]) => name === key)?.slice(1) ?? [];
  const within = (chunk: Chunk, ...path: string[]): Chunk | undefined =>
    path.reduce<Chunk | undefined>((at, name) => at?.chunks.find((inner) => inner.name === name), chunk);
  const seen = tracks.map((track) => ({
    name: line(track, 'NAME')[0],
    gain: Math.round(2000 * Math.log10(Number(line(track, 'VOLPAN')[0]))) / 100,
    pan: Number(line(track, 'VOLPAN')[1]),
    file: line(within(track, 'ITEM', 'SOURCE'), 'FILE')[0],
    seconds: Number(line(within(track, 'ITEM'), 'LENGTH')[0]),
  }));
  const seconds = FRAMES / input.document.sampleRate;
  expect(seen).toEqual([
    // An automated fader begins at 0 dB: its envelope has the level.
    { name: 'Strings', gain: 0, pan: 0, file: undefined, seconds: Number.NaN },
    { name: 'Violin "1"', gain: 6, pan: -0.5, file: 'Trio - Violin -1-.wav', seconds },
    { name: 'Viola', gain: 0, pan: expect.any(Number) as number, file: 'Trio - Viola.wav', seconds },
    { name: 'Rest', gain: 0, pan: 0, file: 'Trio - Rest.wav', seconds },
  ]);
  expect(line(project, 'SAMPLERATE')[0]).toBe(String(input.sampleRate));
  expect(() => readReaper(text.replace(/>\s*$/, ''))).toThrow('closed');
});

it('a session note says where the files lie and what they add up to', async () => {
  const { files } = await exportNow(await session());
  const text = await readFile(files.find(({ name }) => name === 'Trio session.txt')?.path ?? '', 'utf8');
  expect(text).toContain('the files add up to the recording exactly at 16 bits');
  expect(text).toContain('Trio - Violin -1-.wav');
  expect(text).toContain('Strings: gain −6.0 dB, of Violin "1", Viola');
  expect(text).toContain('0:00.000 – 0:00.010  Theme');
  expect(text).toContain('  Master: gain 0.0 dB\n');
});

it('a session note names what processes the master', async () => {
  const { document, ...rest } = await session();
  const { master } = document;
  const [highPass] = defaultStrip();
  if (highPass === undefined) throw new Error('an empty strip');
  const processed = {
    ...master,
    strip: [{ ...highPass, bypassed: false }],
    limiter: { ...master.limiter, bypassed: false },
  };
  const { files } = await exportNow({ ...rest, document: { ...document, master: processed } });
  const text = await readFile(files.find(({ name }) => name === 'Trio session.txt')?.path ?? '', 'utf8');
  expect(text).toContain('  Master: gain 0.0 dB, high-pass, limiter\n');
});

it('a session note names the sends of the tracks and the rooms that they lead to', async () => {
  const { document, ...rest } = await session();
  const tracks = document.tracks.map((track, index) =>
    index === 0
      ? { ...track, sendsDb: [-9, -72] }
      : index === 1
        ? {
            ...track,
            automation: [...track.automation, { target: 'sendDb-a', points: [{ at: 0, value: -20 }] }],
          }
        : track,
  );
  const rooms = document.rooms.map((room, index) => (index === 0 ? { ...room, gainDb: -3 } : room));
  const { files } = await exportNow({ ...rest, document: { ...document, tracks, rooms } });
  const text = await readFile(files.find(({ name }) => name === 'Trio session.txt')?.path ?? '', 'utf8');
  expect(text).toContain('mono, send to room A −9.0 dB');
  expect(text).toContain('mono, send to room A automated');
  expect(text).toContain('  Room A: level −3.0 dB, size Chamber, decay 900 ms, pre-delay 5 ms');
  expect(text).not.toContain('room B');
  expect(text).not.toContain('Room B');
});
