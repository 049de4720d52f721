import type { FrameRange } from '../../../engine/protocol.ts';
import { hzOfPitch, pitchOfHz } from '../../../ui/spectrogram/axes.ts';

/** A note as it is known: by ear, from a score, or by hand. */
export interface KnownNote {
  /** Samples of the stem, half open. */
  readonly onset: number;
  readonly offset: number;
  readonly pitch: number;
}

export interface FoundNote {
  readonly from: number;
  readonly to: number;
  readonly hz: number;
}

const NEAR_SEMITONES = 0.7;

/** The known note at a point: the one whose pitch is nearest. */
export function knownNoteAt(notes: readonly KnownNote[], at: number, hz: number): FoundNote | null {
  const pitch = pitchOfHz(hz);
  let [nearest, least] = [null as KnownNote | null, NEAR_SEMITONES];
  for (const note of notes) {
    const distance = Math.abs(note.pitch - pitch);
    if (note.onset <= at && at < note.offset && distance <= least) [nearest, least] = [note, distance];
  }
  return nearest && { from: nearest.onset, to: nearest.offset, hz: hzOfPitch(nearest.pitch) };
}

/** The pitch is looked for this far around the point, in these steps. */
const AROUND_SEMITONES = 0.6;
const STEP_SEMITONES = 0.1;
/** Below the level at the point, a note has ended; gaps shorter than this are part of it. */
const FALL_DB = 15;
const GAP_SECONDS = 0.04;
/** Of a note on either side of the point: longer ones are drawn. */
const LONGEST_SECONDS = 4;
/** Where no level is known. */
const USUAL_SECONDS = 0.25;

/**
 * The note that a spectrogram shows at a point: the strongest pitch nearby, for as long as it sounds.
 * @param levelAt dBFS at a sample and frequency, null where it is unknown
 * @param step samples from one level to the next
 */
export function shownNoteAt(
  levelAt: (at: number, hz: number) => number | null,
  point: { readonly at: number; readonly hz: number },
  step: number,
  { sampleRate, frames }: { readonly sampleRate: number; readonly frames: number },
): FoundNote {
  const centre = pitchOfHz(point.hz);
  let [hz, peak] = [point.hz, levelAt(point.at, point.hz) ?? -Infinity];
  for (let by = -AROUND_SEMITONES; by <= AROUND_SEMITONES; by += STEP_SEMITONES) {
    const other = hzOfPitch(centre + by);
    const level = levelAt(point.at, other) ?? -Infinity;
    if (level > peak) [hz, peak] = [other, level];
  }
  const usual = Math.round(USUAL_SECONDS * sampleRate);
  const within = ({ start, end }: FrameRange): FoundNote => ({
    from: Math.max(0, Math.round(start)),
    to: Math.min(frames, Math.round(end)),
    hz,
  });
  if (peak === -Infinity) return within({ start: point.at - usual, end: point.at + usual });
  const reach = (direction: 1 | -1): number => {
    let last = point.at;
    for (let way = step; way < LONGEST_SECONDS * sampleRate; way += step) {
      const at = point.at + direction * way;
      if (at < 0 || at >= frames) break;
      if ((levelAt(at, hz) ?? -Infinity) > peak - FALL_DB) last = at;
      else if (Math.abs(at - last) > GAP_SECONDS * sampleRate + step) break;
    }
    return last;
  };
  return within({ start: reach(-1) - step / 2, end: reach(1) + step / 2 });
}
