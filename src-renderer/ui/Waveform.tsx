import { useEffect, useRef } from 'react';
import { fitCanvas, keepDrawn, themeColour } from './canvas.ts';

/** int16 `[channel][bucket][min, max]`, full scale 32767. */
export interface WaveformPeaks {
  readonly channels: number;
  readonly buckets: number;
  readonly data: Int16Array;
  /** The fraction of the requested range that has been read, from 0 to 1. */
  readonly readyShare: number;
}

interface Props {
  readonly peaks: WaveformPeaks | null;
  readonly label: string;
  /** Draws one lane for all channels, or one per channel. */
  readonly lanes?: 'merged' | 'channels';
  readonly colour?: `--${string}`;
}

/** Returns the minimum and maximum of the source buckets that fall on pixel `x` of `width`, across `channels`. */
export function extremes(
  peaks: WaveformPeaks,
  channels: readonly number[],
  x: number,
  width: number,
): [number, number] {
  const first = Math.floor((x / width) * peaks.buckets);
  const last = Math.max(first + 1, Math.ceil(((x + 1) / width) * peaks.buckets));
  let low = 32767;
  let high = -32768;
  for (const channel of channels) {
    for (let bucket = first; bucket < last && bucket < peaks.buckets; bucket += 1) {
      const at = (channel * peaks.buckets + bucket) * 2;
      low = Math.min(low, peaks.data[at] ?? 0);
      high = Math.max(high, peaks.data[at + 1] ?? 0);
    }
  }
  return low > high ? [0, 0] : [low / 32767, high / 32767];
}

/** Draws peaks as a filled outline; parts that have not been read yet appear as a thin line. */
export function Waveform({ peaks, label, lanes = 'merged', colour = '--wave' }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const node = canvas.current;
    if (node === null) return undefined;
    const draw = (): void => {
      const fitted = fitCanvas(node);
      if (fitted === null) return;
      const { context, width, height } = fitted;
      const all = Array.from({ length: peaks?.channels ?? 1 }, (_, channel) => channel);
      const groups = lanes === 'merged' ? [all] : all.map((channel) => [channel]);
      const lane = height / groups.length;
      const readyX = peaks === null ? 0 : peaks.readyShare * width;
      groups.forEach((channels, index) => {
        const middle = lane * (index + 0.5);
        const half = lane / 2 - 1;
        context.fillStyle = themeColour(node, '--line-strong');
        context.fillRect(0, middle - 0.5, width, 1);
        context.fillStyle = themeColour(node, colour);
        for (let x = 0; peaks !== null && x < Math.min(width, readyX); x += 1) {
          const [low, high] = extremes(peaks, channels, x, width);
          const top = middle - high * half;
          const bottom = middle - low * half;
          context.fillRect(x, top, 1, Math.max(1, bottom - top));
        }
      });
    };
    return keepDrawn(node, draw);
  }, [peaks, lanes, colour]);
  return <canvas ref={canvas} className="waveform" role="img" aria-label={label} />;
}
