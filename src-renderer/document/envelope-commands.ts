import type { Track } from '../../src-shared/project/document.ts';
import type { Envelope, FadeShape, GainRegion } from '../../src-shared/project/envelope.ts';
import { GAIN_RANGE_DB, MOST_GAIN_REGIONS } from '../../src-shared/project/limits.ts';
import { clampTo, sameValue } from './edits.ts';

/** Edits of a track's gain regions and fades. Positions and lengths are samples of the project. */
export type EnvelopeCommand = { readonly trackId: string } & (
  | {
      /**
       * Adds a region, or replaces the one with its id. It takes its passage from other regions: they are cut where
       * they overlap, removed where it covers them, and split in two where it lies inside. Ignored if the track would
       * have more regions than it may.
       */
      readonly type: 'putGainRegion';
      readonly region: GainRegion;
    }
  | { readonly type: 'removeGainRegion'; readonly regionId: string }
  | {
      /** Fades the track in from the project's start, or out to its end; 0 frames remove the fade. */
      readonly type: 'setEndFade';
      readonly edge: 'in' | 'out';
      readonly frames: number;
      readonly shape: FadeShape;
    }
);

const EMPTY: Envelope = { regions: [], fadeIn: null, fadeOut: null };

export function applyEnvelopeCommand(track: Track, command: EnvelopeCommand, frames: number): Track {
  const before = track.envelope ?? EMPTY;
  const after = changed(before, command, frames);
  if (sameValue(after, before)) return track;
  const isEmpty = after.regions.length === 0 && after.fadeIn === null && after.fadeOut === null;
  return { ...track, envelope: isEmpty ? null : after };
}

function changed(envelope: Envelope, command: EnvelopeCommand, frames: number): Envelope {
  const { regions } = envelope;
  switch (command.type) {
    case 'putGainRegion': {
      const next = placed(regions, fitted(command.region, frames));
      return next.length > MOST_GAIN_REGIONS ? envelope : { ...envelope, regions: next };
    }
    case 'removeGainRegion': {
      const rest = regions.filter(({ id }) => id !== command.regionId);
      if (rest.length === regions.length) throw new Error(`no gain region ${command.regionId}`);
      return { ...envelope, regions: rest };
    }
    case 'setEndFade':
      return withEndFade(envelope, command, frames);
  }
}

function withEndFade(
  envelope: Envelope,
  { edge, shape, frames: wanted }: Extract<EnvelopeCommand, { type: 'setEndFade' }>,
  frames: number,
): Envelope {
  const other = edge === 'in' ? envelope.fadeOut : envelope.fadeIn;
  const room = frames - (other === null ? 0 : other.end - other.start);
  const length = Math.round(clampTo(wanted, 0, room));
  if (edge === 'in') return { ...envelope, fadeIn: length === 0 ? null : { start: 0, end: length, shape } };
  return {
    ...envelope,
    fadeOut: length === 0 ? null : { start: frames - length, end: frames, shape },
  };
}

/** Within the project, at least one sample long, with fades that fit. */
function fitted(region: GainRegion, frames: number): GainRegion {
  const start = Math.round(clampTo(region.start, 0, frames - 1));
  const end = Math.round(clampTo(region.end, start + 1, frames));
  const gainDb = clampTo(region.gainDb, GAIN_RANGE_DB.min, GAIN_RANGE_DB.max);
  return withSpan({ ...region, gainDb }, start, end);
}

/** The region over another passage; where its fades don't fit, the fade-in has precedence. */
function withSpan(region: GainRegion, start: number, end: number): GainRegion {
  const fadeIn = Math.round(clampTo(region.fadeIn.frames, 0, end - start));
  const fadeOut = Math.round(clampTo(region.fadeOut.frames, 0, end - start - fadeIn));
  return {
    ...region,
    start,
    end,
    fadeIn: { ...region.fadeIn, frames: fadeIn },
    fadeOut: { ...region.fadeOut, frames: fadeOut },
  };
}

function placed(regions: readonly GainRegion[], region: GainRegion): GainRegion[] {
  const ids = new Set([...regions.map(({ id }) => id), region.id]);
  const others = regions
    .filter(({ id }) => id !== region.id)
    .flatMap((other) => {
      if (other.end <= region.start || other.start >= region.end) return [other];
      const left = other.start < region.start ? [withSpan(other, other.start, region.start)] : [];
      const right = other.end > region.end ? [withSpan(other, region.end, other.end)] : [];
      if (left.length === 0 || right.length === 0) return [...left, ...right];
      const id = freeId(ids);
      ids.add(id);
      return [...left, ...right.map((piece) => ({ ...piece, id }))];
    });
  return [...others, region].sort((a, b) => a.start - b.start);
}

/** An id that none of the regions has. */
export function newGainRegionId(envelope: Envelope | null): string {
  return freeId(new Set(envelope?.regions.map(({ id }) => id)));
}

function freeId(taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) if (!taken.has(`gain-${number}`)) return `gain-${number}`;
}
