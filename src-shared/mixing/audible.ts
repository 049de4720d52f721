/** The solo and mute state of a track. */
export interface SoloMute {
  readonly muted: boolean;
  readonly soloed: boolean;
}

/**
 * Which tracks are audible: those that are not muted and, if any track is soloed, are soloed themselves. Mute
 * takes precedence over solo.
 */
export function audible(tracks: readonly SoloMute[]): boolean[] {
  const anySolo = tracks.some((track) => track.soloed);
  return tracks.map((track) => !track.muted && (track.soloed || !anySolo));
}

/** A copy of the tracks in which only the given one is audible, regardless of previous mute and solo states. */
export function onlyAudible<T extends SoloMute & { readonly id: string }>(
  tracks: readonly T[],
  id: string,
): T[] {
  return tracks.map((track) => ({ ...track, muted: track.id !== id, soloed: false }));
}
