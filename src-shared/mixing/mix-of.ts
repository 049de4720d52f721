import type { ProjectDocument } from '../project/document.ts';
import type { MixBuses, MixSettings } from './types.ts';

/** What a document's tracks are mixed into; each bus is the document's own object. */
export function busesOf({ groups, rooms, master }: ProjectDocument): Required<MixBuses> {
  const { automation: masterAutomation, strip: masterStrip, fitting, limiter } = master;
  return { groups, rooms, masterAutomation, masterStrip, fitting, limiter };
}

/** The whole mix of a project. */
export function mixOf(document: ProjectDocument): MixSettings {
  return { tracks: document.tracks, masterGainDb: document.master.gainDb, ...busesOf(document) };
}

/**
 * One track as it contributes to the mix: its strip, fader, pan, group fader, sends, and the master's fader; mute and
 * solo don't count. The master's strip, fitting and limiter act on the sum, so they are left out.
 */
export function trackAlone(document: ProjectDocument, trackId: string): MixSettings {
  const track = document.tracks.find(({ id }) => id === trackId);
  if (track === undefined) throw new Error(`no track ${trackId}`);
  return {
    tracks: [{ ...track, muted: false, soloed: false }],
    masterGainDb: document.master.gainDb,
    masterAutomation: document.master.automation,
    groups: document.groups.map((group) => ({ ...group, muted: false, soloed: false })),
    rooms: document.rooms,
  };
}

/**
 * The tracks of one group as they contribute to the mix, with their mutes and solos among each other. The master's strip
 * and limiter act on the sum, so they are left out.
 */
export function groupAlone(document: ProjectDocument, groupId: string): MixSettings {
  return {
    tracks: document.tracks.filter(({ group }) => group === groupId),
    masterGainDb: document.master.gainDb,
    masterAutomation: document.master.automation,
    groups: document.groups.map((group) => ({ ...group, muted: false, soloed: false })),
    rooms: document.rooms,
  };
}
