type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unautomated = (bus: unknown): unknown => (isFields(bus) ? { ...bus, automation: [] } : bus);
const each = (buses: unknown): unknown => (Array.isArray(buses) ? buses.map(unautomated) : buses);

const withLanes = (mix: Fields): Record<string, unknown> => ({
  ...mix,
  groups: each(mix['groups']),
  rooms: each(mix['rooms']),
  master: unautomated(mix['master']),
});

/** Groups, rooms and the master had no automation, in the project as in its snapshots. */
export function noBusAutomation(document: Fields): Record<string, unknown> {
  const { snapshots } = document;
  return {
    ...withLanes(document),
    snapshots: Array.isArray(snapshots)
      ? snapshots.map((kept: unknown) => (isFields(kept) ? withLanes(kept) : kept))
      : snapshots,
  };
}
