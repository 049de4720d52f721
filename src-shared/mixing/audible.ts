/** What decides whether a track is audible. */
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

/** The same tracks with mute and solo set so that only one is audible, whatever they were before. */
export function onlyAudible<T extends SoloMute & { readonly id: string }>(
  tracks: readonly T[],
  id: string,
): T[] {
  return tracks.map((track) => ({ ...track, muted: track.id !== id, soloed: false }));
}
