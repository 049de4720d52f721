import { fadeShare, regionFactor } from '../../../../src-shared/mixing/envelope.ts';
import { dbToFader, faderToDb, gainToDb, SILENCE_DB } from '../../../../src-shared/mixing/levels.ts';
import type { EndFade, GainRegion } from '../../../../src-shared/project/envelope.ts';
import { pixelOf, type TimelineView } from '../../../ui/timeline-view.ts';

/** Pixels between the lane's edges and the highest and lowest gain. */
const MARGIN = 7;
const FADE_STEPS = 16;

/** Gains lie on the lane as on a fader, like the automation line. */
export const yOfGain = (db: number, height: number): number =>
  MARGIN + (1 - dbToFader(db)) * (height - 2 * MARGIN);

/** The gain at a height, to a tenth of a dB. */
export const gainAtY = (y: number, height: number): number =>
  Math.round(faderToDb(1 - (y - MARGIN) / Math.max(1, height - 2 * MARGIN)) * 10) / 10;

type Corner = readonly [x: number, y: number];

/** A region's gain over time, as the corners of a polyline in pixels. */
export function gainLine(region: GainRegion, view: TimelineView, height: number): string {
  const { start, end, fadeIn, fadeOut } = region;
  const corner = (at: number): Corner => {
    const inside = Math.max(start, Math.min(end - 1, at));
    const db = Math.max(SILENCE_DB, gainToDb(regionFactor(region, inside)));
    return [pixelOf(view, at), yOfGain(db, height)];
  };
  const along = (from: number, frames: number): Corner[] =>
    frames === 0
      ? [corner(from)]
      : Array.from({ length: FADE_STEPS + 1 }, (_, n) => corner(from + (frames * n) / FADE_STEPS));
  return textOf([...along(start, fadeIn.frames), ...along(end - fadeOut.frames, fadeOut.frames)]);
}

/** What a fade of the track takes away: the area between full level at the top and the fade's factor. */
export function fadeArea(fade: EndFade, edge: 'in' | 'out', view: TimelineView, height: number): string {
  const curve = Array.from({ length: FADE_STEPS + 1 }, (_, n): Corner => {
    const share = fadeShare(fade.shape, n / FADE_STEPS);
    const x = pixelOf(view, fade.start + ((fade.end - fade.start) * n) / FADE_STEPS);
    return [x, (edge === 'in' ? 1 - share : share) * height];
  });
  return textOf([...curve, [pixelOf(view, edge === 'in' ? fade.start : fade.end), 0]]);
}

const textOf = (corners: readonly Corner[]): string =>
  corners.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
