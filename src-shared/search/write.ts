import type { TextField } from './fields.ts';
import { parseQuery } from './parse.ts';
import type { Condition } from './query.ts';

/** The condition that a field is exactly a text, as people type it. */
export const conditionText = (field: TextField | 'player' | 'is' | 'date', value: string): string =>
  field === 'player' || field === 'is' || field === 'date'
    ? `${field}:${value}`
    : `${field}="${value.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;

/** Whether a text has a condition, written in any way. */
export const hasCondition = (text: string, condition: string): boolean =>
  placesOf(text, condition).length > 0;

/**
 * The text with a condition added at its end, or without it where it has it. A new one takes the place of the conditions
 * on the same field if `isOnly`: a recording has one composer, but several players.
 */
export function toggled(text: string, condition: string, isOnly: boolean): string {
  const present = placesOf(text, condition);
  if (present.length > 0) return without(text, present);
  const [wanted] = conditionsOf(condition);
  const others =
    isOnly && wanted !== undefined ? conditionsOf(text).filter((each) => isSameField(each, wanted)) : [];
  return `${without(text, others)} ${condition}`.trim();
}

const conditionsOf = (text: string): readonly Condition[] => {
  const parsed = parseQuery(text);
  return parsed.ok ? parsed.query : [];
};

const placesOf = (text: string, condition: string): readonly Condition[] => {
  const [wanted] = conditionsOf(condition);
  return wanted === undefined ? [] : conditionsOf(text).filter((each) => isSame(each, wanted));
};

const isSame = (a: Condition, b: Condition): boolean =>
  a.negated === b.negated && JSON.stringify(a.test) === JSON.stringify(b.test);

function isSameField(a: Condition, b: Condition): boolean {
  const fieldOf = ({ test }: Condition): string | null =>
    test.kind === 'instrument' ? 'player' : 'field' in test ? test.field : null;
  return !a.negated && fieldOf(a) !== null && fieldOf(a) === fieldOf(b);
}

function without(text: string, conditions: readonly Condition[]): string {
  return conditions
    .toReversed()
    .reduce((rest, { from, to }) => `${rest.slice(0, from).trimEnd()} ${rest.slice(to).trimStart()}`, text)
    .trim();
}
