import type { ProjectDocument, SampleRange, Track } from '../../src-shared/project/document.ts';
import type { Fitting } from '../../src-shared/project/fitting.ts';
import { rebalanced, type InstrumentGain } from '../../src-shared/mixing/rebalance.ts';
import { untreated } from '../../src-shared/mixing/new-project.ts';
import {
  GAIN_RANGE_DB,
  LONGEST_MIX_NAME,
  LONGEST_TITLE,
  LONGEST_TRACK_NAME,
  PAN_RANGE,
} from '../../src-shared/project/limits.ts';
import { clampTo, moved, patched, sameValue } from './edits.ts';
import { applyBusCommand, type BusCommand } from './bus-commands.ts';
import { applyEnvelopeCommand, type EnvelopeCommand } from './envelope-commands.ts';
import { applyLaneCommand, type LaneCommand } from './lane-commands.ts';
import { applyRegionCommand, type RegionCommand } from './region-commands.ts';
import { applySnapshotCommand, type SnapshotCommand } from './snapshot-commands.ts';
import { applyStripCommand, isStripCommand, type StripCommand } from './strip-commands.ts';
import type { EditName } from '../../src-shared/words/en/edits.ts';

export type TrackPatch = Partial<Pick<Track, 'name' | 'colour' | 'gainDb' | 'pan' | 'muted' | 'soloed'>>;

/** Every edit of a project. Positions are samples of the project; levels dB; pan -1 … 1. */
export type Command =
  | { readonly type: 'setTitle'; readonly title: string }
  | { readonly type: 'renameMix'; readonly name: string }
  | { readonly type: 'setTrack'; readonly trackId: string; readonly patch: TrackPatch }
  /** Solos only this track, or clears all solos if it was already the only one. */
  | { readonly type: 'soloOnly'; readonly trackId: string }
  /** `index`: the track's new position, from 0. */
  | { readonly type: 'moveTrack'; readonly trackId: string; readonly index: number }
  /** Resets gain, pan, mute, solo, strip and automation to those of a new track. */
  | { readonly type: 'resetTrack'; readonly trackId: string }
  | StripCommand
  | LaneCommand
  | EnvelopeCommand
  | RegionCommand
  | BusCommand
  | SnapshotCommand
  | { readonly type: 'setMasterGain'; readonly gainDb: number }
  | { readonly type: 'rebalance'; readonly gains: readonly InstrumentGain[] }
  /** Null removes it. */
  | { readonly type: 'setFitting'; readonly fitting: Fitting | null }
  | { readonly type: 'setLoop'; readonly loop: SampleRange | null; readonly loopEnabled: boolean };

/**
 * The document after an edit; the same object if nothing changes. Numbers are clamped to their ranges.
 * Unknown ids, non-finite numbers and empty names are bugs of the caller and throw.
 */
export function applyCommand(document: ProjectDocument, command: Command): ProjectDocument {
  if (isStripCommand(command)) return applyStripCommand(document, command);
  switch (command.type) {
    case 'setTitle':
      return patched(document, { title: text(command.title, LONGEST_TITLE) });
    case 'renameMix':
      return patched(document, { mix: text(command.name, LONGEST_MIX_NAME) });
    case 'setTrack':
      return withTrack(document, command.trackId, (track) => patched(track, checkedPatch(command.patch)));
    case 'soloOnly':
      return soloOnly(document, command.trackId);
    case 'moveTrack':
      return moveTrack(document, command.trackId, command.index);
    case 'resetTrack':
      return withTrack(document, command.trackId, (track) => ({ ...track, ...untreated() }));
    case 'setSend':
    case 'setRoomGain':
    case 'setRoomImpulse':
    case 'newGroup':
    case 'joinGroup':
    case 'setGroup':
      return applyBusCommand(document, command);
    case 'setLane':
    case 'setPoint':
    case 'removePoint':
      return applyLaneCommand(document, command);
    case 'putGainRegion':
    case 'removeGainRegion':
    case 'setEndFade':
      return withTrack(document, command.trackId, (track) =>
        applyEnvelopeCommand(track, command, document.frames),
      );
    case 'addRegion':
    case 'setRegion':
    case 'removeRegion':
      return applyRegionCommand(document, command);
    case 'addSnapshot':
    case 'replaceSnapshot':
    case 'renameSnapshot':
    case 'removeSnapshot':
    case 'useSnapshot':
    case 'setBlind':
      return applySnapshotCommand(document, command);
    case 'setMasterGain':
      return patched(document, {
        master: patched(document.master, {
          gainDb: clampTo(command.gainDb, GAIN_RANGE_DB.min, GAIN_RANGE_DB.max),
        }),
      });
    case 'rebalance':
      return rebalanced(document, command.gains);
    case 'setFitting':
      return sameValue(command.fitting, document.master.fitting)
        ? document
        : { ...document, master: { ...document.master, fitting: command.fitting } };
    case 'setLoop':
      return setLoop(document, command.loop, command.loopEnabled);
  }
}

/** The name of the step in undo and redo. */
export function labelOf(command: Command): EditName {
  switch (command.type) {
    case 'setTitle':
      return 'renameProject';
    case 'renameMix':
      return 'renameMix';
    case 'setTrack':
      return patchLabel(command.patch);
    case 'soloOnly':
      return 'soloOnly';
    case 'moveTrack':
      return 'moveTrack';
    case 'resetTrack':
      return 'resetTrack';
    case 'setParam':
    case 'setEntryParams':
      return 'changeProcessor';
    case 'setBypass':
      return command.bypassed ? 'bypassProcessor' : 'enableProcessor';
    case 'resetEntry':
      return 'resetProcessor';
    case 'addEntry':
      return 'addProcessor';
    case 'removeEntry':
      return 'removeProcessor';
    case 'moveEntry':
      return 'moveProcessor';
    case 'setStrip':
      return 'replaceStrip';
    case 'setSend':
      return 'changeSend';
    case 'setRoomGain':
    case 'setRoomImpulse':
      return 'changeRoom';
    case 'newGroup':
    case 'joinGroup':
      return 'changeGroup';
    case 'setGroup':
      return command.patch.name === undefined ? 'changeGroup' : 'renameGroup';
    case 'setLane':
      return command.points === null ? 'removeAutomation' : 'changeAutomation';
    case 'setPoint':
    case 'removePoint':
      return 'changeAutomation';
    case 'putGainRegion':
      return 'changeGainRegion';
    case 'removeGainRegion':
      return 'removeGainRegion';
    case 'setEndFade':
      return 'changeFade';
    case 'addRegion':
      return command.region.end === null ? 'addMarker' : 'addRegion';
    case 'setRegion':
      return command.patch.name === undefined ? 'changeRegion' : 'renameRegion';
    case 'removeRegion':
      return 'removeRegion';
    case 'addSnapshot':
    case 'replaceSnapshot':
    case 'renameSnapshot':
    case 'removeSnapshot':
    case 'useSnapshot':
      return command.type;
    case 'setBlind':
      return 'compareBlind';
    case 'setMasterGain':
      return 'changeMasterGain';
    case 'rebalance':
      return 'rebalance';
    case 'setFitting':
      return 'changeFitting';
    case 'setLoop':
      return 'changeLoop';
  }
}

const PATCH_LABELS: Readonly<Record<keyof TrackPatch, EditName>> = {
  name: 'renameTrack',
  colour: 'changeColour',
  gainDb: 'changeGain',
  pan: 'changePan',
  muted: 'mute',
  soloed: 'solo',
};

function patchLabel(patch: TrackPatch): EditName {
  const keys = Object.keys(patch) as (keyof TrackPatch)[];
  const [only] = keys;
  return only !== undefined && keys.length === 1 ? PATCH_LABELS[only] : 'changeTrack';
}

function checkedPatch(patch: TrackPatch): TrackPatch {
  return {
    ...patch,
    ...(patch.name === undefined ? {} : { name: text(patch.name, LONGEST_TRACK_NAME) }),
    ...(patch.colour === undefined ? {} : { colour: Math.round(clampTo(patch.colour, 0, 15)) }),
    ...(patch.gainDb === undefined
      ? {}
      : { gainDb: clampTo(patch.gainDb, GAIN_RANGE_DB.min, GAIN_RANGE_DB.max) }),
    ...(patch.pan === undefined ? {} : { pan: clampTo(patch.pan, PAN_RANGE.min, PAN_RANGE.max) }),
  };
}

function soloOnly(document: ProjectDocument, trackId: string): ProjectDocument {
  const chosen = trackOf(document, trackId);
  const wasAlone = document.tracks.every((track) => track.soloed === (track === chosen));
  const tracks = document.tracks.map((track) => patched(track, { soloed: track === chosen && !wasAlone }));
  return tracks.every((track, index) => track === document.tracks[index])
    ? document
    : { ...document, tracks };
}

function moveTrack(document: ProjectDocument, trackId: string, index: number): ProjectDocument {
  const tracks = moved(document.tracks, trackOf(document, trackId), index);
  return tracks === document.tracks ? document : { ...document, tracks };
}

function setLoop(document: ProjectDocument, loop: SampleRange | null, enabled: boolean): ProjectDocument {
  if (loop !== null) {
    const whole = Number.isInteger(loop.start) && Number.isInteger(loop.end);
    if (!whole || loop.start < 0 || loop.end <= loop.start || loop.end > document.frames) {
      throw new Error(`no loop of [${loop.start}, ${loop.end}) in ${document.frames} samples`);
    }
  }
  const same = loop?.start === document.loop?.start && loop?.end === document.loop?.end;
  return patched(document, { loop: same ? document.loop : loop, loopEnabled: enabled && loop !== null });
}

function trackOf(document: ProjectDocument, trackId: string): Track {
  const track = document.tracks.find((candidate) => candidate.id === trackId);
  if (track === undefined) throw new Error(`no track ${trackId}`);
  return track;
}

function withTrack(
  document: ProjectDocument,
  trackId: string,
  change: (track: Track) => Track,
): ProjectDocument {
  const before = trackOf(document, trackId);
  const after = change(before);
  if (after === before) return document;
  return { ...document, tracks: document.tracks.map((track) => (track === before ? after : track)) };
}

function text(value: string, longest: number): string {
  const trimmed = value.trim().slice(0, longest);
  if (trimmed === '') throw new Error('a name must not be empty');
  return trimmed;
}
