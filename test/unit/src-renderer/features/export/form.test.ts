import { describe, expect, it } from 'vitest';
import {
  NAME_TEMPLATE,
  NO_METADATA,
  type ExportSettings,
} from '../../../../../src-shared/contract/export.ts';
import { isoDate } from '../../../../../src-shared/format/date.ts';
import type { ProjectDocument } from '../../../../../src-shared/project/document.ts';
import { newProjectId } from '../../../../../src-shared/project/ids.ts';
import { adviceOn } from '../../../../../src-renderer/features/export/advice.ts';
import {
  goalOf,
  initialForm,
  parseLevel,
  requestOf,
  type Subject,
} from '../../../../../src-renderer/features/export/form.ts';
import { fileNames } from '../../../../../src-renderer/features/export/names.ts';

const document = {
  id: newProjectId(),
  mix: '',
  sampleRate: 96_000,
  frames: 100,
  groups: [],
  tracks: [
    { id: 'a', name: 'Viola' },
    { id: 'b', name: 'Rest' },
  ],
} as unknown as ProjectDocument;
const subject: Subject = {
  document,
  recording: { title: 'Duo', sampleFormat: 's24', cover: null },
  regions: [{ name: 'Loop', range: { start: 10, end: 20 } }],
};
const first = initialForm(subject, { settings: null, metadata: NO_METADATA });

describe('the export form', () => {
  it('asks for the mix as recorded, and for nothing else', () => {
    expect(requestOf(first, subject)).toEqual({
      today: isoDate(new Date()),
      projectId: document.id,
      parts: {
        mix: true,
        groups: [],
        processed: [],
        separated: [],
        session: { dawproject: false, reaper: false, note: false },
      },
      regions: [],
      format: 'wav',
      gainDb: 0,
      loudness: null,
      clipping: 'refuse',
      template: NAME_TEMPLATE.usual,
      metadata: NO_METADATA,
    });
  });

  it('names what was chosen, and leaves out what the format does not have', () => {
    const form = {
      ...first,
      parts: { ...first.parts, separated: true, session: { dawproject: true, reaper: true, note: false } },
      tracks: new Set(['b']),
      regions: new Set(['Loop']),
      depth: '32f' as const,
      rate: 48_000,
      kbps: 128,
    };
    expect(requestOf(form, subject)).toMatchObject({
      parts: { separated: ['b'], session: { dawproject: true } },
      regions: subject.regions,
      bitDepth: '32f',
      sampleRate: 48_000,
    });
    expect(requestOf({ ...form, format: 'flac' }, subject)).not.toHaveProperty('bitDepth');
    const mp3 = requestOf({ ...form, format: 'mp3' }, subject);
    expect(mp3).toMatchObject({ kbps: 128, parts: { session: { dawproject: false, reaper: false } } });
    // Opus has no 128 kbit/s short of its list, and one rate only.
    expect(requestOf({ ...form, format: 'opus', kbps: 320, rate: 44_100 }, subject)).toMatchObject({
      kbps: 256,
    });
    expect(requestOf({ ...form, format: 'opus', rate: 44_100 }, subject)).not.toHaveProperty('sampleRate');
  });

  it('starts with the choices of the last export', () => {
    const settings: ExportSettings = {
      format: 'mp3',
      kbps: 192,
      loudness: goalOf({ ...first, target: { isOn: true, text: '-16,5' } }),
      template: '{player}',
      bitDepth: null,
      sampleRate: null,
      parts: { ...first.parts, processed: true },
    };
    const again = initialForm(subject, { settings, metadata: { ...NO_METADATA, composer: 'Haydn' } });
    expect(again).toMatchObject({
      format: 'mp3',
      kbps: 192,
      template: '{player}',
      target: { isOn: true, text: '-16.5' },
      ceiling: { isOn: false },
      parts: { mix: true, processed: true },
      metadata: { composer: 'Haydn' },
    });
  });

  it.each([
    ['target', '-14', -14],
    ['target', '\u221214,5', -14.5],
    ['target', '1', null],
    ['target', '', null],
    ['target', '-61', null],
    ['ceiling', '0', 0],
    ['ceiling', '-20.5', null],
    ['ceiling', 'abc', null],
  ] as const)('reads a %s of %j as %s', (which, text, level) => {
    expect(parseLevel(which, text)).toBe(level);
  });

  it('has no goal while none is switched on', () => {
    expect(goalOf(first)).toBeNull();
    expect(goalOf({ target: { isOn: false, text: '-14' }, ceiling: { isOn: true, text: '-1' } })).toEqual({
      targetLufs: null,
      ceilingDbtp: -1,
    });
  });
});

describe('file names', () => {
  it('carry the name of the mix', () => {
    const named = { ...subject, document: { ...document, mix: 'Dry' } };
    expect(fileNames(first, named).names).toEqual(['Duo - Dry - Mix.wav']);
  });

  it('are those that the host will give', () => {
    expect(fileNames(first, subject)).toEqual({
      names: ['Duo - Mix.wav'],
      count: 1,
      isOne: true,
      problem: { kind: 'none' },
    });
    const stems = { ...first, parts: { ...first.parts, mix: false, separated: true } };
    expect(fileNames(stems, subject)).toMatchObject({
      names: ['Duo - Viola.wav', 'Duo - Rest.wav'],
      count: 2,
      isOne: false,
    });
    const session = { dawproject: true, reaper: false, note: true };
    expect(fileNames({ ...stems, parts: { ...stems.parts, session } }, subject)).toMatchObject({
      names: ['Duo - Viola.wav', 'Duo - Rest.wav'],
      count: 4,
    });
    expect(fileNames({ ...stems, template: '{recording}' }, subject).problem).toEqual({
      kind: 'twice',
      name: 'Duo',
    });
    expect(fileNames({ ...stems, template: '{who}' }, subject).problem).toEqual({
      kind: 'unknown',
      field: 'who',
    });
  });
});

describe('advice on levels', () => {
  const levels = {
    mix: { integratedLufs: -20, truePeakDbtp: 0.8 },
    files: [
      { player: 'Mix', region: '', peakDbfs: 0.5, overs: 12 },
      { player: 'Viola', region: '', peakDbfs: -3, overs: 0 },
    ],
    separatedGainDb: null,
    sidesLufs: { left: -23, right: -23 },
  };

  it('names what clips, by how much, and the gain that helps', () => {
    const advice = adviceOn(levels, null, 0, true);
    expect(advice).toMatchObject({ goal: null, overs: 12, helpsDb: -0.6 });
    expect(advice.clips).toEqual([{ player: 'Mix', region: '', overDb: 0.5 }]);
    expect(adviceOn(levels, null, -0.6, true)).toMatchObject({ clips: [], helpsDb: null });
    expect(adviceOn(levels, null, 0, false)).toMatchObject({ clips: [], helpsDb: null });
  });

  it('counts a goal’s gain in', () => {
    const advice = adviceOn(levels, { targetLufs: -14, ceilingDbtp: null }, 0, true);
    expect(advice.goal?.gainDb).toBe(6);
    expect(advice.clips.map(({ player }) => player)).toEqual(['Mix', 'Viola']);
    expect(advice).toMatchObject({ overs: null, helpsDb: -6.6 });
  });

  it('lowers separated stems whose rest would clip', () => {
    expect(adviceOn({ ...levels, files: [], separatedGainDb: -5.3 }, null, 0, true).helpsDb).toBe(-5.3);
    expect(adviceOn({ ...levels, files: [], separatedGainDb: -5.3 }, null, -6, true).helpsDb).toBeNull();
  });
});
