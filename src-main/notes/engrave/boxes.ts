/** Left, top, width and height, as shares of the page's width and height. */
export type Box = readonly [number, number, number, number];

export interface BoxedPage {
  /** The picture alone. */
  readonly svg: string;
  /** Of the picture, in its own pixels. */
  readonly width: number;
  readonly height: number;
  /** By element id. */
  readonly boxes: ReadonlyMap<string, Box>;
}

const SIZE = /<svg viewBox="0 0 ([\d.]+) ([\d.]+)"/;
const SCALE = /<svg class="definition-scale"[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"/;
const MARGIN = /class="page-margin" transform="translate\(([\d.]+), ([\d.]+)\)"/;
/** A group of its own for each element, with one rectangle or, for an element without an extent, none. */
const BOXED =
  /<g id="bbox-([^"]*)" class="[^"]* bounding-box"(?: \/>|>\s*<rect x="(-?[\d.]+)" y="(-?[\d.]+)" height="([\d.]+)" width="([\d.]+)"[^>]*\/>\s*<\/g>)\s*/g;

/**
 * Takes the boxes out of a page that verovio drew with `svgBoundingBoxes` and `svgViewBox`.
 * @throws Error where the page has another form: verovio is pinned to one version
 */
export function takeBoxes(drawn: string): BoxedPage {
  const numbers = (pattern: RegExp): [number, number] => {
    const [, a, b] = pattern.exec(drawn) ?? [];
    if (a === undefined || b === undefined) throw new Error(`no ${String(pattern)} in the engraved page`);
    return [Number(a), Number(b)];
  };
  const [width, height] = numbers(SIZE);
  const [unitsWide, unitsHigh] = numbers(SCALE);
  const [left, top] = numbers(MARGIN);
  const boxes = new Map<string, Box>();
  const svg = drawn.replace(BOXED, (_whole, id: string, ...found: unknown[]) => {
    const [x, y, h, w] = found.slice(0, 4).map(Number) as [number, number, number, number];
    if (!Number.isNaN(x)) {
      boxes.set(id, [
        share((x + left) / unitsWide),
        share((y + top) / unitsHigh),
        share(w / unitsWide),
        share(h / unitsHigh),
      ]);
    }
    return '';
  });
  return { svg, width, height, boxes };
}

/** Digits enough for a pixel of any screen. */
const share = (value: number): number => Math.round(value * 1e5) / 1e5;

/** The smallest box around all. */
export function around(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map(([x]) => x));
  const top = Math.min(...boxes.map(([, y]) => y));
  const right = Math.max(...boxes.map(([x, , width]) => x + width));
  const bottom = Math.max(...boxes.map(([, y, , height]) => y + height));
  return [left, top, share(right - left), share(bottom - top)];
}
