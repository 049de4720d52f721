/** The solo and mute state of a track. */
export interface SoloMute {
  readonly muted: boolean;
  readonly soloed: boolean;
}

/**
 * Which tracks are audible: those that are not muted and, if anything is soloed, are soloed. A group's mute and solo
 * count for each of its tracks. Mute takes precedence over solo.
 */
export function audible(
  tracks: readonly (SoloMute & { readonly group?: string | null })[],
  groups: readonly (SoloMute & { readonly id: string })[] = [],
): boolean[] {
  const groupOf = (track: (typeof tracks)[number]): SoloMute | undefined =>
    groups.find(({ id }) => id === track.group);
  const soloed = tracks.map((track) => track.soloed || (groupOf(track)?.soloed ?? false));
  const anySolo = soloed.includes(true);
  return tracks.map(
    (track, index) =>
      !track.muted && !(groupOf(track)?.muted ?? false) && (soloed[index] === true || !anySolo),
  );
}

/** A copy of the tracks in which only the given one is audible, regardless of previous mute and solo states. */
export function onlyAudible<T extends SoloMute & { readonly id: string }>(
  tracks: readonly T[],
  id: string,
): T[] {
  return tracks.map((track) => ({ ...track, muted: track.id !== id, soloed: false }));
}
