/** Pure conversions to pixels for a graph with a logarithmic frequency axis and a linear dB axis. */
export interface ResponseAxes {
  readonly width: number;
  readonly height: number;
  /** The graph spans ±`rangeDb`, symmetrically about 0 dB. */
  readonly rangeDb: number;
}

export const LOWEST_HZ = 20;
export const HIGHEST_HZ = 20_000;
const DECADES = Math.log(HIGHEST_HZ / LOWEST_HZ);

export const xOf = (axes: Pick<ResponseAxes, 'width'>, hz: number): number =>
  (Math.log(hz / LOWEST_HZ) / DECADES) * axes.width;
export const hzAt = (axes: Pick<ResponseAxes, 'width'>, x: number): number =>
  LOWEST_HZ * Math.exp((Math.min(axes.width, Math.max(0, x)) / axes.width) * DECADES);
export const yOf = (axes: ResponseAxes, db: number): number =>
  (axes.height / 2) * (1 - Math.max(-1.2, Math.min(1.2, db / axes.rangeDb)));
export const dbAt = (axes: ResponseAxes, y: number): number => (1 - (2 * y) / axes.height) * axes.rangeDb;

/** Returns the SVG path of a response, with a point every two pixels. */
export function responsePath(axes: ResponseAxes, response: (hz: number) => number): string {
  const points: string[] = [];
  for (let x = 0; x <= axes.width; x += 2) {
    points.push(`${x} ${yOf(axes, response(hzAt(axes, x))).toFixed(2)}`);
  }
  return `M ${points.join(' L ')}`;
}
