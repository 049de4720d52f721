import { matchedTrims } from '../../../../src-shared/mixing/level-match.ts';
import { presentMix, trackMix, withMix, type Mix } from '../../../../src-shared/mixing/snapshots.ts';
import type { ProjectDocument, TrackMix } from '../../../../src-shared/project/document.ts';
import type { DocumentStore } from '../../../document/store.ts';
import type { PlaybackEngine } from '../../../engine/engine.ts';
import { Observable } from '../../../engine/observable.ts';
import { engineMix } from '../../../engine/state.ts';
import type { MixLevel, MixLevels } from './mix-levels.ts';

export interface AuditionState {
  /** The letter of the snapshot that is heard; null for the present mix. */
  readonly heard: string | null;
  /** The letter of the snapshot that was heard last. */
  readonly last: string | null;
  /** From the first snapshot that is heard until the mix is edited; levels are matched only then. */
  readonly comparing: boolean;
  readonly matching: boolean;
  /** A blind comparison is going on: nothing may show what is heard. */
  readonly blind: boolean;
}

/** Plays the present mix, or a snapshot of it in its place, at matched levels. The document is not changed. */
export interface Audition {
  readonly state: Observable<AuditionState>;
  readonly levels: MixLevels;
  hear: (snapshotId: string | null) => void;
  setMatching: (matching: boolean) => void;
  setBlind: (blind: boolean) => void;
  /** The loudness of a snapshot, or of the present mix for null. */
  levelOf: (snapshotId: string | null) => MixLevel;
  /** Gain that a snapshot, or the present mix for null, is heard with, dB, at 0 or below. */
  trimOf: (snapshotId: string | null) => number;
  /** The document changed: an edit of the mix is heard at once, and ends the comparison. */
  follow: (document: ProjectDocument) => void;
  close: () => void;
}

export function createAudition(
  store: Pick<DocumentStore, 'getSnapshot'>,
  engine: Pick<PlaybackEngine, 'configure' | 'setTrim'>,
  levels: MixLevels,
): Audition {
  const state = new Observable<AuditionState>({
    heard: null,
    last: null,
    comparing: false,
    matching: true,
    blind: false,
  });
  let followed: ProjectDocument | null = null;
  const present = (): ProjectDocument => followed ?? store.getSnapshot().document;
  const snapshotIn = (document: ProjectDocument, id: string | null) =>
    document.snapshots.find((snapshot) => snapshot.id === id);
  const presentMixes = new WeakMap<ProjectDocument, Mix>();
  const presentMixOf = (document: ProjectDocument): Mix => {
    const known = presentMixes.get(document) ?? presentMix(document);
    presentMixes.set(document, known);
    return known;
  };
  const levelOf = (id: string | null): MixLevel => {
    const snapshot = snapshotIn(present(), id);
    if (snapshot !== undefined) return levels.of(snapshot);
    // Its key is written again for every edit, which a fader's drag can't wait for.
    return state.getSnapshot().comparing ? levels.of(presentMixOf(present())) : { kind: 'unknown' };
  };

  const trimOf = (id: string | null): number => {
    const { matching, comparing } = state.getSnapshot();
    if (!matching || !comparing) return 0;
    const ids = [null, ...present().snapshots.map((snapshot) => snapshot.id)];
    const known = ids.map((each) => {
      const level = levelOf(each);
      return level.kind === 'level' ? level.lufs : null;
    });
    return matchedTrims(known)[ids.indexOf(id)] ?? 0;
  };

  const measure = (): void => {
    const { matching, comparing, heard } = state.getSnapshot();
    if (!matching) return levels.want([]);
    const document = present();
    const kept = document.snapshots.map((snapshot) => ({
      id: snapshot.id,
      document: withMix(document, snapshot),
    }));
    const all = comparing ? [...kept, { id: null, document }] : kept;
    const first = all.filter(({ id }) => id === heard);
    levels.want([...first, ...all.filter(({ id }) => id !== heard)].map((each) => each.document));
  };

  const play = (): void => {
    const document = present();
    const { heard } = state.getSnapshot();
    const snapshot = snapshotIn(document, heard);
    engine.configure(engineMix(snapshot === undefined ? document : withMix(document, snapshot)));
    engine.setTrim(trimOf(heard));
  };
  const set = (change: Partial<AuditionState>): void => {
    state.set({ ...state.getSnapshot(), ...change });
    measure();
    play();
  };
  const unfollow = levels.changes.subscribe(() => engine.setTrim(trimOf(state.getSnapshot().heard)));

  return {
    state,
    levels,
    hear(snapshotId) {
      if (snapshotId !== null && snapshotIn(present(), snapshotId) === undefined) return;
      const { last, comparing } = state.getSnapshot();
      const isSnapshot = snapshotId !== null;
      set({ heard: snapshotId, last: isSnapshot ? snapshotId : last, comparing: comparing || isSnapshot });
    },
    setMatching: (matching) => set({ matching }),
    setBlind: (blind) => set({ blind }),
    levelOf,
    trimOf,
    follow(document) {
      const before = followed;
      followed = document;
      const { heard, comparing } = state.getSnapshot();
      const isGone = heard !== null && snapshotIn(document, heard) === undefined;
      const isEdited = comparing && before !== null && !isSameMix(before, document);
      if (isEdited) set({ heard: null, comparing: false });
      else if (isGone) set({ heard: null });
      else {
        if (before?.snapshots !== document.snapshots) measure();
        play();
      }
    },
    close() {
      unfollow();
      levels.close();
    },
  };
}

/** Whether two documents have the same mix, compared by identity: they share what did not change. */
export function isSameMix(before: ProjectDocument, after: ProjectDocument): boolean {
  if (before === after) return true;
  if (before.groups !== after.groups || before.rooms !== after.rooms || before.master !== after.master) {
    return false;
  }
  const old = new Map(before.tracks.map((track) => [track.id, track]));
  return after.tracks.every((track) => {
    const other = old.get(track.id);
    if (other === undefined || other === track) return other === track;
    const mix = trackMix(track);
    return (Object.keys(mix) as (keyof TrackMix)[]).every((key) => other[key] === mix[key]);
  });
}
