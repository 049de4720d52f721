import { dbOfByte } from '../../../src-shared/spectrogram/tiles.ts';

/** `floorDb` and below has the ground's colour, `ceilingDb` and above the brightest or darkest. */
export interface DbRange {
  readonly floorDb: number;
  readonly ceilingDb: number;
}

export type ColourMap = 'heat' | 'grey';
export type Theme = 'light' | 'dark';

/** A colour for each byte of a tile, as `ImageData` has it: red, green, blue, alpha. */
export interface Palette {
  /** Equal for equal colours. */
  readonly key: string;
  readonly colours: Uint32Array;
}

/** Chroma and hue (degrees) of OKLCH at equal steps of lightness. */
type Stops = readonly (readonly [chroma: number, hue: number])[];

/**
 * In both themes lightness (OKLab) is a straight line over the level, so that equal steps of dB look equal, in print and
 * to people who tell few hues apart as well; hue only helps.
 */
const MAPS: Readonly<Record<ColourMap, Readonly<Record<Theme, { from: number; to: number; stops: Stops }>>>> =
  {
    heat: {
      dark: {
        from: 0.12,
        to: 0.97,
        stops: [
          [0.02, 280],
          [0.12, 292],
          [0.17, 350],
          [0.16, 410],
          [0.06, 465],
        ],
      },
      light: {
        from: 0.985,
        to: 0.2,
        stops: [
          [0.003, 240],
          [0.07, 230],
          [0.13, 255],
          [0.17, 285],
          [0.08, 300],
        ],
      },
    },
    grey: {
      dark: { from: 0.12, to: 0.98, stops: [[0, 0]] },
      light: { from: 0.99, to: 0.1, stops: [[0, 0]] },
    },
  };

const TINT_GAMMA = 2;

/** The colours of one map in one theme. */
export function mapPalette(map: ColourMap, theme: Theme, range: DbRange): Palette {
  const { from, to, stops } = MAPS[map][theme];
  return paletteOf(`${map}/${theme}`, range, (share) => {
    const at = share * (stops.length - 1);
    const below = Math.min(Math.floor(at), Math.max(0, stops.length - 2));
    const [lower, upper] = [stops[below] ?? [0, 0], stops[below + 1] ?? stops[below] ?? [0, 0]];
    const mix = (a: number, b: number): number => a + (b - a) * (at - below);
    const chroma = mix(lower[0], upper[0]);
    const hue = (mix(lower[1], upper[1]) * Math.PI) / 180;
    return ofOklab(from + (to - from) * share, chroma * Math.cos(hue), chroma * Math.sin(hue));
  });
}

/**
 * From the ground, black in the dark theme and white in the light one, to one colour. Such tiles are overlaid by adding
 * (`lighter`) on black and by multiplying on white.
 * @param colour `#rrggbb`
 */
export function tintPalette(colour: string, theme: Theme, range: DbRange): Palette {
  const tint = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const ground = theme === 'dark' ? 0 : 1;
  return paletteOf(`${colour}/${theme}`, range, (share) => {
    // Steeper than a map: what is quiet in every stem must not add up to mud.
    const weight = share ** TINT_GAMMA;
    const [r = 0, g = 0, b = 0] = tint.map((value) => ground + (value - ground) * weight);
    return [r, g, b];
  });
}

function paletteOf(name: string, range: DbRange, colourAt: (share: number) => readonly number[]): Palette {
  const { floorDb, ceilingDb } = range;
  const bytes = new Uint8ClampedArray(256 * 4);
  for (let byte = 0; byte < 256; byte += 1) {
    const share = (dbOfByte(byte) - floorDb) / (ceilingDb - floorDb);
    const colour = colourAt(byte === 0 ? 0 : Math.min(1, Math.max(0, share)));
    bytes.set([...colour.map((value) => value * 255), 255], byte * 4);
  }
  return { key: `${name}/${floorDb}/${ceilingDb}`, colours: new Uint32Array(bytes.buffer) };
}

/** sRGB, 0 to 1, clipped to the gamut; https://bottosson.github.io/posts/oklab/ */
function ofOklab(lightness: number, a: number, b: number): readonly [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function encode(linear: number): number {
  const value = Math.min(1, Math.max(0, linear));
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}
