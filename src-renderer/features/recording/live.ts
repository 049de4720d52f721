import type { Separation, Stem } from '../../../src-shared/contract/separation.ts';
import { audible } from '../../../src-shared/mixing/audible.ts';
import type { SeparationId, StemId } from '../../../src-shared/project/ids.ts';
import { resumeSecondsFor } from '../../engine/protocol.ts';
import type { EngineMix, PlaybackStatus } from '../../engine/state.ts';
import { words } from '../../words/words.ts';

/** Listening to a separation while it runs. All pure. */

/** The stems of one run, from the moment it knows them until after it is done. */
export interface LiveRun {
  /** Changes with every run: stems of an earlier one are no more. */
  readonly key: string;
  readonly separationId: SeparationId;
  readonly stems: readonly Stem[];
  readonly sampleRate: number;
  /** Of every stem once the run is done. */
  readonly frames: number;
  /** So many of them can be heard. */
  readonly readyFrames: number;
}

/** Null where nothing of it can be heard: it waits its turn, failed or was cancelled. */
export function liveRunOf({ id: separationId, live, stems, state }: Separation): LiveRun | null {
  const known = live?.stems ?? (state === 'ready' ? stems : []);
  const [first] = known;
  if (first === undefined) return null;
  const { id: key, sampleRate, frames } = first;
  return { key, separationId, stems: known, sampleRate, frames, readyFrames: live?.readyFrames ?? frames };
}

/**
 * Which separation the page lets one listen to: the one that runs, and once it is done still that one.
 * @param shown key of the run that was shown before; null for none
 */
export function runToShow(
  separations: readonly Separation[],
  shown: string | null,
): { readonly separation: Separation; readonly run: LiveRun } | null {
  const runs = separations.flatMap((separation) => {
    const run = liveRunOf(separation);
    return run === null ? [] : [{ separation, run }];
  });
  return (
    runs.find(({ separation }) => separation.live !== null) ??
    runs.find(({ run }) => run.key === shown) ??
    null
  );
}

/** The nearest position that can be heard, or will be next. */
export const reachable = (frame: number, readyFrames: number): number =>
  Math.round(Math.min(readyFrames, Math.max(0, frame)));

/** Whether playback stands at the edge of what is separated, and goes on as soon as there is more. */
export function waitsAtEdge(status: PlaybackStatus, position: number, run: LiveRun): boolean {
  if (run.readyFrames >= run.frames || (status !== 'waiting' && status !== 'starting')) return false;
  return run.readyFrames - position < (resumeSecondsFor(true) + 0.5) * run.sampleRate;
}

/** What a screen reader is told, and everyone sees beside the time; empty while there is nothing to say. */
export function stateWords(run: LiveRun, status: PlaybackStatus, waits: boolean): string {
  if (status === 'failed') return words().recording.live.failed;
  if (status === 'suspended') return words().recording.live.suspended;
  if (run.readyFrames === 0) return words().recording.live.firstPart;
  if (waits) return words().recording.live.nextPart;
  if (run.readyFrames >= run.frames) return words().recording.live.complete;
  return status === 'stopped' || status === 'loading' ? words().recording.live.ready : '';
}

/** Which stems are heard, in their order. */
export function liveAudible(
  stems: readonly Stem[],
  soloed: ReadonlySet<StemId>,
  muted: ReadonlySet<StemId>,
): boolean[] {
  return audible(stems.map(({ id }) => ({ muted: muted.has(id), soloed: soloed.has(id) })));
}

/** The one stem that is heard among several; null where more are, or none. */
export function onlyHeard(
  stems: readonly Stem[],
  soloed: ReadonlySet<StemId>,
  muted: ReadonlySet<StemId>,
): StemId | null {
  const audibleNow = liveAudible(stems, soloed, muted);
  const heard = stems.filter((_, index) => audibleNow[index]);
  return stems.length > 1 && heard.length === 1 ? (heard[0]?.id ?? null) : null;
}

/** One object for all, so that solo and mute are all that changes. */
const UNTREATED: readonly never[] = [];

/** The stems as they come, so that together they are the recording; only solo and mute are chosen here. */
export function liveMix(
  stems: readonly Stem[],
  soloed: ReadonlySet<StemId>,
  muted: ReadonlySet<StemId>,
): EngineMix {
  return {
    masterGainDb: 0,
    tracks: stems.map(({ id }) => ({
      id,
      audioId: id,
      gainDb: 0,
      pan: 0,
      muted: muted.has(id),
      soloed: soloed.has(id),
      strip: UNTREATED,
      automation: UNTREATED,
      group: null,
      sendsDb: UNTREATED,
      envelope: null,
    })),
  };
}
