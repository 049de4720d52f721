/**
 * Building blocks of commands. All return the same object if nothing changes, so that no undo step is
 * created.
 */

/** A copy with the patch, or the same object if it already has all the values. */
export function patched<T extends object>(object: T, patch: Partial<NoInfer<T>>): T {
  const keys = Object.keys(patch) as (keyof T)[];
  return keys.every((key) => Object.is(object[key], patch[key])) ? object : { ...object, ...patch };
}

/** The list with one item moved, or the same list if the item is already there. */
export function moved<T>(items: T[], item: T, index: number): T[] {
  if (!Number.isInteger(index) || index < 0 || index >= items.length) throw new Error(`no place ${index}`);
  if (items[index] === item) return items;
  const rest = items.filter((other) => other !== item);
  return [...rest.slice(0, index), item, ...rest.slice(index)];
}

/** Clamps a number to a range; a non-finite number is a bug of the caller. */
export function clampTo(value: number, min: number, max: number): number {
  if (!Number.isFinite(value)) throw new Error(`${value} is not a finite number`);
  return Math.min(max, Math.max(min, value)) + 0; // + 0: no -0, which JSON would turn into 0
}

/** Deep equality of plain values; identical objects are not compared further. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = Object.entries(a);
  const right = new Map<string, unknown>(Object.entries(b));
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && sameValue(value, right.get(key)))
  );
}
