import { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * The first mistake that a schema found in what somebody wrote, as the rest of a sentence that names the field:
 * `"reference" in entry 2 of "trials" is missing`.
 * @param value what was parsed
 */
export function whatIsWrong({ issues: [issue] }: z.ZodError, value: unknown): string {
  return issue === undefined ? 'it does not fit' : sentence(issue, [], value);
}

function sentence(issue: Issue, above: readonly PropertyKey[], value: unknown): string {
  const path = [...above, ...issue.path];
  const given = at(value, path);
  if (issue.code === 'invalid_union' && given !== undefined) {
    const nearest = nearestBranch(issue.errors, above.length);
    if (nearest !== null) return sentence(nearest, path, value);
  }
  const isOwn = issue.message !== usualMessage(issue, given);
  return `${nameOf(path)}${isOwn ? `: ${issue.message}` : ` ${fault(issue, given)}`}`;
}

const { localeError } = z.locales.en();

/** What zod says where the schema has no sentence of its own. */
function usualMessage(issue: Issue, input: unknown): string | undefined {
  const usual = localeError({ ...issue, input } as z.core.$ZodRawIssue);
  return typeof usual === 'string' ? usual : usual?.message;
}

/** The first issue of the branch that got furthest, where one got further than the whole value. */
function nearestBranch(branches: readonly (readonly Issue[])[], depth: number): Issue | null {
  const [nearest] = branches
    .flatMap(([first]) => (first === undefined ? [] : [first]))
    .filter(({ path, code }) => path.length > 0 || code === 'unrecognized_keys' || branches.length === 1)
    .sort((one, other) => other.path.length - one.path.length);
  return depth > 20 ? null : (nearest ?? null);
}

function fault(issue: Issue, given: unknown): string {
  if (given === undefined && issue.code !== 'unrecognized_keys') return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `has to be ${KINDS[issue.expected] ?? issue.expected}, not ${shown(given)}`;
    case 'invalid_value':
      return `has to be ${choices(issue.values.map((one) => (typeof one === 'bigint' ? String(one) : JSON.stringify(one))))}, not ${shown(given)}`;
    case 'too_small':
      return size(issue.origin, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return size(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    case 'unrecognized_keys':
      return `has a field that does not belong there: ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    case 'not_multiple_of':
      return `has to be a multiple of ${issue.divisor}, not ${shown(given)}`;
    case 'invalid_union':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return `has no form that is known: ${shown(given)}`;
  }
}

/** The words for zod's names of types. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a group of fields',
  record: 'a group of fields',
  array: 'a list',
  null: 'empty',
};

function shown(given: unknown): string {
  if (given === null) return 'empty';
  if (Array.isArray(given)) return 'a list';
  if (typeof given === 'object') return 'a group of fields';
  const text = typeof given === 'bigint' ? String(given) : JSON.stringify(given);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

const UNITS: Readonly<Record<string, readonly [one: string, more: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
};

function size(origin: string, limit: number | bigint, how: string): string {
  const unit = UNITS[origin]?.[Number(limit) === 1 ? 0 : 1];
  return unit === undefined ? `has to be ${how} ${limit}` : `needs ${how} ${limit} ${unit}`;
}

const choices = (values: readonly string[]): string =>
  values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}`;

/** `"reference" in entry 2 of "trials"`, from the inside to the outside; entries are counted from 1. */
function nameOf(path: readonly PropertyKey[]): string {
  const [last] = path.slice(-1);
  if (last === undefined) return 'it';
  const before = path.slice(0, -1);
  const own = typeof last === 'number' ? `entry ${last + 1}` : `"${String(last)}"`;
  const joint = typeof last === 'string' && typeof before.at(-1) === 'number' ? 'in' : 'of';
  return before.length === 0 ? own : `${own} ${joint} ${nameOf(before)}`;
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
