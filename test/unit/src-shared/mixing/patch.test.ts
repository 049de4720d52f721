import { describe, expect, it } from 'vitest';
import { applyPatch, diffSettings } from '../../../../src-shared/mixing/patch.ts';
import { defaultStrip } from '../../../../src-shared/mixing/processors/registry.ts';
import type { MixSettings, MixTrack } from '../../../../src-shared/mixing/types.ts';

const track = (id: string, change: Partial<MixTrack> = {}): MixTrack => ({
  id,
  gainDb: 0,
  pan: 0,
  muted: false,
  soloed: false,
  strip: defaultStrip(),
  automation: [{ target: 'pan', points: [{ at: 0, value: 0.5 }] }],
  group: null,
  sendsDb: [-72, -72],
  envelope: null,
  ...change,
});
const mixOf = (...tracks: MixTrack[]): MixSettings => ({ tracks, masterGainDb: -1 });

describe('diffSettings', () => {
  const a = track('a');
  const b = track('b');
  const before = mixOf(a, b);

  it('is null where nothing that is mixed changed, even if the tracks are other objects', () => {
    expect(diffSettings(before, before)).toBeNull();
    expect(diffSettings(before, mixOf({ ...a }, { ...b }))).toBeNull();
  });

  it('names the track and the fields, and nothing else', () => {
    expect(diffSettings(before, mixOf(a, { ...b, gainDb: -3 }))).toEqual({
      tracks: [{ track: 'b', fields: { gainDb: -3 } }],
    });
    expect(diffSettings(before, { ...before, masterGainDb: 2 })).toEqual({ tracks: [], masterGainDb: 2 });
  });

  it('sends a strip or lanes whole, and only when they are other objects', () => {
    const strip = a.strip.slice(1);
    const patch = diffSettings(before, mixOf({ ...a, strip, pan: 1 }, b));
    expect(patch).toEqual({ tracks: [{ track: 'a', fields: { strip, pan: 1 } }] });
  });

  it('orders the tracks where one came, went or moved; a new one comes whole', () => {
    expect(diffSettings(before, mixOf(b, a))).toEqual({ tracks: [], order: ['b', 'a'] });
    expect(diffSettings(before, mixOf(b))).toEqual({ tracks: [], order: ['b'] });
    const { id, ...fields } = track('c');
    expect(diffSettings(before, mixOf(a, { id, ...fields }, b))).toEqual({
      tracks: [{ track: 'c', fields }],
      order: ['a', 'c', 'b'],
    });
  });
});

describe('applyPatch', () => {
  const before = mixOf(track('a'), track('b'), track('c'));

  it('leads to what the patch was made for, and keeps every object that it does not name', () => {
    const [a, , c] = before.tracks;
    const after: MixSettings = {
      tracks: [c as MixTrack, track('d'), { ...(a as MixTrack), muted: true }],
      masterGainDb: 3,
    };
    const patch = structuredClone(diffSettings(before, after));
    if (patch === null) throw new Error('no patch');
    const applied = applyPatch(before, patch);
    expect(applied).toEqual(after);
    expect(applied.tracks[0]).toBe(c);
    expect(applied.tracks[2]?.strip).toBe(a?.strip);
    expect(applied.tracks[2]?.automation).toBe(a?.automation);
    expect(before).toEqual(mixOf(track('a'), track('b'), track('c')));
  });

  it('throws for a patch that was made for another mix', () => {
    expect(() => applyPatch(before, { tracks: [{ track: 'x', fields: { pan: 0 } }] })).toThrow(/track x/);
    expect(() => applyPatch(before, { tracks: [], order: ['a', 'x'] })).toThrow(/track x/);
  });
});
