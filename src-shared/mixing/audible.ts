/** What decides whether a track is heard. */
export interface SoloMute {
  readonly muted: boolean;
  readonly soloed: boolean;
}

/** Which tracks are heard: those that are not muted and, where any is soloed, are soloed themselves. Mute wins over solo. */
export function audible(tracks: readonly SoloMute[]): boolean[] {
  const anySolo = tracks.some((track) => track.soloed);
  return tracks.map((track) => !track.muted && (track.soloed || !anySolo));
}

/** The same tracks with mute and solo set so that only one is heard, whatever they were before. */
export function onlyAudible<T extends SoloMute & { readonly id: string }>(
  tracks: readonly T[],
  id: string,
): T[] {
  return tracks.map((track) => ({ ...track, muted: track.id !== id, soloed: false }));
}
