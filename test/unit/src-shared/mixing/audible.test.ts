import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audible, onlyAudible } from '../../../../src-shared/mixing/audible.ts';

const track = (letters: string) => ({
  id: letters,
  muted: letters.includes('m'),
  soloed: letters.includes('s'),
});

describe('audible', () => {
  it.each<[string, string[], boolean[]]>([
    ['no track', [], []],
    ['nothing pressed', ['', ''], [true, true]],
    ['one muted', ['m', ''], [false, true]],
    ['one soloed', ['s', ''], [true, false]],
    ['two soloed', ['s', '', 's'], [true, false, true]],
    ['soloed and muted: mute wins, and the solo still silences the others', ['ms', ''], [false, false]],
    ['one muted, another soloed', ['m', 's', ''], [false, true, false]],
  ])('%s', (_name, tracks, heard) => {
    expect(audible(tracks.map(track))).toEqual(heard);
  });
});

describe('onlyAudible', () => {
  it('lets one track be heard, whatever is muted and soloed, and changes nothing else', () => {
    const anyTracks = fc.uniqueArray(
      fc.record({ id: fc.string(), muted: fc.boolean(), soloed: fc.boolean(), gainDb: fc.integer() }),
      { minLength: 1, selector: ({ id }) => id },
    );
    fc.assert(
      fc.property(anyTracks, fc.nat(), (tracks, pick) => {
        const index = pick % tracks.length;
        const alone = onlyAudible(tracks, tracks[index]?.id ?? '');
        expect(audible(alone)).toEqual(tracks.map((_, at) => at === index));
        expect(alone.map(({ id, gainDb }) => [id, gainDb])).toEqual(
          tracks.map(({ id, gainDb }) => [id, gainDb]),
        );
      }),
      { seed: 20261128 },
    );
  });
});
