import { describe, expect, it } from 'vitest';
import { mapPalette, tintPalette, type Palette } from '../../../../../src-renderer/ui/spectrogram/palette.ts';
import { byteOfDb } from '../../../../../src-shared/spectrogram/tiles.ts';

const range = { floorDb: -90, ceilingDb: -20 };

const channels = ({ colours }: Palette, byte: number): [number, number, number, number] => {
  const colour = colours[byte] ?? 0;
  return [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255, colour >>> 24];
};

/** Relative luminance of WCAG 2. */
function luminance(palette: Palette, byte: number): number {
  const [r = 0, g = 0, b = 0] = channels(palette, byte)
    .slice(0, 3)
    .map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const contrast = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

describe.each(['heat', 'grey'] as const)('the colour map %s', (map) => {
  it.each(['dark', 'light'] as const)(
    'runs steadily from the ground to its opposite in the %s theme',
    (theme) => {
      const palette = mapPalette(map, theme, range);
      const first = byteOfDb(-90);
      const last = byteOfDb(-20);
      const direction = theme === 'dark' ? 1 : -1;
      for (let byte = first; byte < last; byte += 1) {
        const step = direction * (luminance(palette, byte + 1) - luminance(palette, byte));
        expect(step).toBeGreaterThan(-0.004);
      }
      for (let byte = first; byte + 16 <= last; byte += 16) {
        expect(direction * (luminance(palette, byte + 16) - luminance(palette, byte))).toBeGreaterThan(0);
      }
      expect(contrast(luminance(palette, first), luminance(palette, last))).toBeGreaterThan(12);
      expect(palette.colours[0]).toBe(palette.colours[first - 1]);
      expect(palette.colours[255]).toBe(palette.colours[last + 1]);
      expect(channels(palette, 128)[3]).toBe(255);
    },
  );
});

describe('a tint', () => {
  it('runs from black or white to its colour', () => {
    const dark = tintPalette('#6aa5ff', 'dark', range);
    expect(channels(dark, 0)).toEqual([0, 0, 0, 255]);
    expect(channels(dark, 255)).toEqual([0x6a, 0xa5, 0xff, 255]);
    const light = tintPalette('#2563c9', 'light', range);
    expect(channels(light, 0)).toEqual([255, 255, 255, 255]);
    expect(channels(light, 255)).toEqual([0x25, 0x63, 0xc9, 255]);
    expect(dark.key).not.toBe(light.key);
  });
});
