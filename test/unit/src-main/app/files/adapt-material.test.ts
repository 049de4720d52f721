import { describe, expect, it } from 'vitest';
import { soloistOf } from '../../../../../src-main/app/files/adapt-material.ts';

describe('the soloist of a file', () => {
  it.each([
    ['/s/violin-1.wav', 'violin'],
    ['/s/Viola.flac', 'viola'],
    ['/s/Double Bass 2.wav', 'double-bass'],
    ['/s/double_bass.wav', 'double-bass'],
    ['/s/cello/Allegro.wav', 'cello'],
    ['/s/horn/takes/3.wav', 'horn'],
    ['/s/clarinet/violin 3.wav', 'violin'],
    ['/s/violinist.wav', null],
    ['/s/Allegro.wav', null],
  ])('%s is %s', (path, instrument) => {
    expect(soloistOf(path, '/s')).toBe(instrument);
  });
});
