type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withoutImpulses = (mix: Fields): Record<string, unknown> => ({
  ...mix,
  rooms: Array.isArray(mix['rooms'])
    ? mix['rooms'].map((room: unknown) => (isFields(room) ? { ...room, impulse: null } : room))
    : mix['rooms'],
});

/** Rooms had no impulse responses, in the project as in its snapshots. */
export function noImpulses(document: Fields): Record<string, unknown> {
  const { snapshots } = document;
  return {
    ...withoutImpulses(document),
    snapshots: Array.isArray(snapshots)
      ? snapshots.map((kept: unknown) => (isFields(kept) ? withoutImpulses(kept) : kept))
      : snapshots,
  };
}
