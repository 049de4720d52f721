import { useEffect, useRef } from 'react';
import { fitCanvas, onThemeChange, themeColour } from './canvas.ts';
import { formatDb } from '../../src-shared/format/numbers.ts';

/** Peak and RMS levels in dBFS, one value per channel; -Infinity means silence. */
export interface MeterLevels {
  readonly peakDb: readonly number[];
  readonly rmsDb?: readonly number[];
}

interface Props {
  readonly label: string;
  /** Called every frame; returns null while nothing plays. */
  read: () => MeterLevels | null;
  readonly orientation?: 'vertical' | 'horizontal';
  /** Called every frame with the highest peak of the channels, dBFS. */
  onPeak?: (db: number) => void;
}

export const METER_FLOOR_DB = -60;
const FALL_DB_PER_SECOND = 24;
const HOLD_SECONDS = 1.5;

/** Returns 0 at the meter floor, and 1 at 0 dBFS and above. */
export function meterPosition(db: number): number {
  return Math.min(1, Math.max(0, 1 - db / METER_FLOOR_DB));
}

/** Peak meter ballistics: instant attack, steady decay, never below the floor. */
export function fall(previousDb: number, currentDb: number, seconds: number): number {
  const fallen = previousDb - FALL_DB_PER_SECOND * seconds;
  return Math.max(METER_FLOOR_DB, currentDb > fallen ? currentDb : fallen);
}

const RMS_SECONDS = 0.3;

/** RMS ballistics: the mean square follows with a time constant of 300 ms (IEC 60268-17). */
export function average(previousDb: number, currentDb: number, seconds: number): number {
  const share = 1 - Math.exp(-seconds / RMS_SECONDS);
  const power = (db: number): number => 10 ** (db / 10);
  const mean = power(previousDb) * (1 - share) + power(currentDb) * share;
  return Math.max(METER_FLOOR_DB, 10 * Math.log10(mean));
}

/** A level meter that draws every frame outside React; screen readers can read the peak on demand. */
export function Meter({ label, read, orientation = 'vertical', onPeak }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const reader = useRef(read);
  const tellPeak = useRef(onPeak);
  useEffect(() => {
    reader.current = read;
    tellPeak.current = onPeak;
  });

  useEffect(() => {
    const node = canvas.current;
    if (node === null) return undefined;
    let frame = 0;
    let last = performance.now();
    let spoken = 0;
    /** True once silence has been drawn: no redraw is needed until the level or the size changes. */
    let settled = false;
    let size = '';
    const shown: number[] = [];
    const held: { db: number; at: number }[] = [];
    const averages: number[] = [];
    const readColours = () => ({
      rail: themeColour(node, '--line'),
      low: themeColour(node, '--meter-low'),
      mid: themeColour(node, '--meter-mid'),
      high: themeColour(node, '--meter-high'),
      rms: themeColour(node, '--meter-rms'),
    });
    let colours = readColours();
    const stopTheme = onThemeChange(() => {
      colours = readColours();
      settled = false;
    });

    const draw = (now: number): void => {
      frame = requestAnimationFrame(draw);
      const seconds = Math.min(0.25, (now - last) / 1000);
      last = now;
      const levels = reader.current();
      if (levels !== null) tellPeak.current?.(Math.max(...levels.peakDb));
      const box = `${node.clientWidth} ${node.clientHeight}`;
      if (levels === null && settled && box === size) return;
      size = box;
      const channels = Math.max(1, levels?.peakDb.length ?? shown.length);
      const fitted = fitCanvas(node);
      if (fitted === null) return;
      const { context, width, height } = fitted;
      const vertical = orientation === 'vertical';
      const [length, across] = vertical ? [height, width] : [width, height];
      const gap = 1;
      const bar = (across - gap * (channels - 1)) / channels;
      const rect = (channel: number, from: number, to: number): void => {
        const offset = channel * (bar + gap);
        if (vertical) context.fillRect(offset, length * (1 - to), bar, length * (to - from));
        else context.fillRect(length * from, offset, length * (to - from), bar);
      };
      for (let channel = 0; channel < channels; channel += 1) {
        const db = levels?.peakDb[channel] ?? -Infinity;
        const level = fall(shown[channel] ?? METER_FLOOR_DB, db, seconds);
        shown[channel] = level;
        const hold = held[channel];
        if (hold === undefined || level >= hold.db || now - hold.at > HOLD_SECONDS * 1000) {
          held[channel] = { db: level, at: now };
        }
        context.fillStyle = colours.rail;
        rect(channel, 0, 1);
        const top = meterPosition(level);
        const [green, yellow] = [meterPosition(-12), meterPosition(-3)];
        context.fillStyle = colours.low;
        rect(channel, 0, Math.min(top, green));
        if (top > green) {
          context.fillStyle = colours.mid;
          rect(channel, green, Math.min(top, yellow));
        }
        if (top > yellow) {
          context.fillStyle = colours.high;
          rect(channel, yellow, top);
        }
        const rms = levels?.rmsDb?.[channel];
        if (rms !== undefined) {
          const mean = average(averages[channel] ?? METER_FLOOR_DB, rms, seconds);
          averages[channel] = mean;
          context.fillStyle = colours.rms;
          rect(channel, 0, meterPosition(Math.min(level, mean)));
        }
        const mark = meterPosition(held[channel]?.db ?? METER_FLOOR_DB);
        if (mark > 0.01) {
          context.fillStyle = mark > yellow ? colours.high : mark > green ? colours.mid : colours.low;
          rect(channel, Math.max(0, mark - 1.5 / length), mark);
        }
      }
      settled =
        levels === null &&
        shown.every((db) => db === METER_FLOOR_DB) &&
        held.every(({ db }) => db === METER_FLOOR_DB);
      if (settled || now - spoken > 500) {
        spoken = now;
        const peak = Math.max(METER_FLOOR_DB, ...shown);
        node.setAttribute('aria-valuenow', peak.toFixed(1));
        node.setAttribute('aria-valuetext', formatDb(peak, 1, METER_FLOOR_DB));
      }
    };
    frame = requestAnimationFrame(draw);
    return () => {
      cancelAnimationFrame(frame);
      stopTheme();
    };
  }, [orientation]);

  return (
    <canvas
      ref={canvas}
      className={`meter meter-${orientation}`}
      role="meter"
      aria-label={label}
      aria-valuemin={METER_FLOOR_DB}
      aria-valuemax={0}
    />
  );
}
