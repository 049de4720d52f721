import type { ProjectDocument, Snapshot, TrackMix } from '../project/document.ts';

/** The parts of a document that decide how its mix sounds. */
export type Mix = Pick<Snapshot, 'tracks' | 'groups' | 'rooms' | 'master'>;

/** A track's treatment; strips and lanes are the track's own objects. */
export function trackMix(track: TrackMix): TrackMix {
  const { id, gainDb, pan, muted, soloed, strip, automation, group, sendsDb, envelope } = track;
  return { id, gainDb, pan, muted, soloed, strip, automation, group, sendsDb, envelope };
}

/** The document's mix as a snapshot keeps it. */
export function presentMix({ tracks, groups, rooms, master }: ProjectDocument): Mix {
  return { tracks: tracks.map(trackMix), groups, rooms, master };
}

/** The document with a kept mix instead of its own; names, colours, order and markers stay. */
export function withMix(document: ProjectDocument, { tracks, groups, rooms, master }: Mix): ProjectDocument {
  const kept = new Map(tracks.map((track) => [track.id, track]));
  return {
    ...document,
    tracks: document.tracks.map((track) => ({ ...track, ...kept.get(track.id) })),
    groups,
    rooms,
    master,
  };
}
