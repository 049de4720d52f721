import { describe, expect, it } from 'vitest';
import { engineMix, mixSettings } from '../../../../src-renderer/engine/state.ts';
import { soloInContext } from '../../../../src-renderer/engine/solo-context.ts';
import { applyCommand } from '../../../../src-renderer/document/commands.ts';
import { audible } from '../../../../src-shared/mixing/audible.ts';
import { exampleProject } from '../../../support/project.ts';

const document = applyCommand(
  applyCommand(exampleProject(), { type: 'setTrack', trackId: 'track-2', patch: { gainDb: -3 } }),
  { type: 'setPoint', trackId: 'track-2', target: 'gainDb', at: 10, value: -60 },
);
const soloed = applyCommand(document, { type: 'setTrack', trackId: 'track-1', patch: { soloed: true } });

describe('solo in context', () => {
  it('turns the others down instead of off, automation included', () => {
    const { tracks } = soloInContext(engineMix(soloed).tracks, [], -20);
    expect(audible(tracks)).toEqual([true, true]);
    expect(tracks[0]).toMatchObject({ gainDb: 0, soloed: false });
    expect(tracks[1]).toMatchObject({ gainDb: -23, automation: [{ points: [{ at: 10, value: -72 }] }] });
  });
  it('changes nothing without a solo, or where the others are to be silent', () => {
    const mix = engineMix(document).tracks;
    expect(soloInContext(mix, [], -20).tracks).toBe(mix);
    const silent = engineMix(soloed).tracks;
    expect(soloInContext(silent, [], null).tracks).toBe(silent);
    expect(audible(silent)).toEqual([true, false]);
  });
  it('counts the solo of a group', () => {
    const group = { id: 'g', name: 'G', gainDb: 0, muted: false, soloed: true, automation: [] };
    const tracks = engineMix(document).tracks.map((track, index) => ({
      ...track,
      group: index === 0 ? 'g' : null,
    }));
    const context = soloInContext(tracks, [group], -20);
    expect(context.groups).toEqual([{ ...group, soloed: false }]);
    expect(context.tracks.map(({ gainDb }) => gainDb)).toEqual([0, -23]);
    expect(audible(context.tracks, context.groups)).toEqual([true, true]);
  });
  it('sends the same objects again while nothing changed, and leaves one track alone', () => {
    const mix = engineMix(soloed);
    const source = { stems: mix.tracks.map(({ audioId }) => ({ audioId, channels: 2 })) };
    const [first, second] = [0, 1].map(() => mixSettings(source, mix, { kind: 'mix' }, -20));
    expect(first?.settings.tracks[1]?.automation).toBe(second?.settings.tracks[1]?.automation);
    const alone = mixSettings(source, mix, { kind: 'track', trackId: 'track-2' }, -20);
    expect(alone.settings.tracks.map(({ muted, gainDb }) => [muted, gainDb])).toEqual([
      [true, 0],
      [false, -3],
    ]);
  });
});
