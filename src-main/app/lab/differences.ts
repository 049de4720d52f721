/** One figure that a repetition gave otherwise. */
export interface Difference {
  /** Where it stands, as `stems.violin.sha256`. */
  readonly what: string;
  /** As JSON; undefined where there is none. */
  readonly archived: unknown;
  readonly now: unknown;
}

export interface Comparison {
  /** How many figures were compared. */
  readonly compared: number;
  readonly differences: readonly Difference[];
}

/** Compares two JSON values figure by figure. Numbers are equal only if they are the same number. */
export function compare(archived: unknown, now: unknown): Comparison {
  const before = new Map(leaves(archived, ''));
  const after = new Map(leaves(now, ''));
  const all = [...new Set([...before.keys(), ...after.keys()])];
  const differences = all.flatMap((what): Difference[] => {
    const [one, other] = [before.get(what), after.get(what)];
    return Object.is(one, other) ? [] : [{ what, archived: one, now: other }];
  });
  return { compared: all.length, differences };
}

/** Every text, number, flag and null of a JSON value, with its path; empty objects and lists count as a figure. */
function leaves(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  const entries = Object.entries(value);
  if (entries.length === 0) return [[path, Array.isArray(value) ? '[]' : '{}']];
  return entries.flatMap(([key, child]) => leaves(child, path === '' ? key : `${path}.${key}`));
}
