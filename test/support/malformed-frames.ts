/**
 * Calls that no genuine window makes, generated from the contract: the schema rejects each of them, or it is not a
 * call.
 */
import type { z } from 'zod';
import { contract } from '../../src-shared/contract/contract.ts';

type Random = () => number;
/** The parts of a zod schema needed to generate a sample. */
interface Def {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly values?: readonly unknown[];
  readonly entries?: Record<string, unknown>;
}

const pick = <T>(random: Random, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)] as T;

/** A value with the schema's shape; ids and refined values may be invalid, which is fine for this purpose. */
function sampleOf(schema: z.ZodType, random: Random): unknown {
  const def = schema._zod.def as unknown as Def;
  const inner = (one: z.ZodType | undefined): unknown => (one === undefined ? null : sampleOf(one, random));
  switch (def.type) {
    case 'object':
      return Object.fromEntries(Object.entries(def.shape ?? {}).map(([key, one]) => [key, inner(one)]));
    case 'array':
      return [inner(def.element)];
    case 'optional':
    case 'nullable':
    case 'default':
      return inner(def.innerType);
    case 'pipe':
      return inner(def.in);
    case 'union':
      return inner(pick(random, def.options ?? []));
    case 'literal':
      return pick(random, def.values ?? [null]);
    case 'enum':
      return pick(random, Object.values(def.entries ?? { none: null }));
    case 'boolean':
      return random() < 0.5;
    case 'number':
      return Math.floor(random() * 100);
    case 'record':
      return {};
    default:
      return pick(random, ['text', 'rec_0123456789abcdef', 'grant_0123456789abcdef']);
  }
}

const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

/** Only `JSON.parse` creates an own property with this name. */
const polluted = (): unknown =>
  JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}');

const HOSTILE: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => -1,
  () => 1e308,
  () => 0.5,
  () => [],
  () => ({}),
  () => '',
  () => 'x'.repeat(300_000),
  () => '\ud800\u0000\u202e',
  () => '../../../etc/passwd',
  () => "'; DROP TABLE recordings; --",
  () => deep(2000),
  () => Array.from({ length: 20_000 }, () => 0),
  polluted,
];

/** The value with one of its parts replaced, chosen with equal probability. */
function mutated(value: unknown, random: Random): unknown {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (children.length === 0 || random() < 0.2) return pick(random, HOSTILE)();
  const [key, child] = pick(random, children);
  const change = random() < 0.15 ? undefined : mutated(child, random);
  if (Array.isArray(value))
    return value.map((one, index) => (String(index) === key ? change : (one as unknown)));
  return { ...(value as object), [key]: change };
}

interface Procedure {
  readonly path: string;
  readonly input: z.ZodType | undefined;
}

function proceduresOf(router: object, path = ''): Procedure[] {
  return Object.entries(router).flatMap(([name, one]: [string, object]) =>
    '~orpc' in one
      ? [{ path: `${path}/${name}`, input: (one['~orpc'] as { inputSchema?: z.ZodType }).inputSchema }]
      : proceduresOf(one, `${path}/${name}`),
  );
}

const PROCEDURES = proceduresOf(contract);
const TAKING = PROCEDURES.filter(({ input }) => input !== undefined);

const frame = (id: number, content: object): string => JSON.stringify({ i: String(id), ...content });

/** A call whose input the schema rejects. */
function refusedInput(id: number, random: Random): string {
  for (;;) {
    const { path, input } = pick(random, TAKING);
    if (input === undefined) continue;
    let content = sampleOf(input, random);
    for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes -= 1)
      content = mutated(content, random);
    const text = JSON.stringify(content) as string | undefined;
    if (text !== undefined && !input.safeParse(JSON.parse(text)).success) {
      return `{"i":"${id}","p":{"u":"${path}","b":{"json":${text}}}}`;
    }
  }
}

function noCall(id: number, random: Random): string {
  const { path } = pick(random, PROCEDURES);
  const call = frame(id, { p: { u: path, b: { json: {} } } });
  return pick<() => string>(random, [
    () => frame(id, { p: { u: `${path}/x`, b: { json: {} } } }),
    () =>
      frame(id, {
        p: { u: pick(random, ['/__proto__', '/constructor', '/library/toString', '/', '//']), b: {} },
      }),
    () => frame(id, { p: { u: 'http://evil.example/library/list', b: {} } }),
    () =>
      frame(id, { p: { u: pick(random, TAKING).path, b: { json: 7, meta: [[1, '__proto__', 'x'], [99]] } } }),
    () => frame(id, { p: { u: 7 } }),
    () => frame(id, { p: null }),
    () => frame(id, { t: pick(random, [3, 4, 5, -1, 'x']), p: { u: path } }),
    () => JSON.stringify({ p: { u: path } }),
    () => frame(id, { p: { u: `${path}/y`, h: { 'content-type': 'multipart/form-data' }, b: 'x' } }),
    () => call.slice(0, Math.floor(random() * call.length)),
    () => '['.repeat(100_000),
    () => pick(random, ['', 'null', '[]', '"text"', '17', '\u0000']),
  ])();
}

export const malformedFrame = (id: number, random: Random): string =>
  random() < 0.7 ? refusedInput(id, random) : noCall(id, random);

/** Whether an answer reports success. */
export function isSuccess(answer: string): boolean {
  const { p } = JSON.parse(answer) as { p?: { s?: number } };
  return p !== undefined && (p.s === undefined || p.s < 400);
}

export const idOf = (answer: string): string => (JSON.parse(answer) as { i: string }).i;
