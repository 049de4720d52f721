import { nearest } from '../format/suggest.ts';
import { instrumentNamed } from '../project/instrument-names.ts';
import {
  FIELD_NAMES,
  fieldNamed,
  HAS_FLAGS,
  IS_FLAGS,
  isDateField,
  isNumberField,
  isTextField,
  type Field,
} from './fields.ts';
import type { Query, QueryProblem, Test } from './query.ts';
import { tokensOf, type Operator, type Token, type Value } from './tokens.ts';
import { dayRange, numberRange } from './values.ts';

export type ParsedQuery =
  { readonly ok: true; readonly query: Query } | { readonly ok: false; readonly problem: QueryProblem };

/**
 * Parses what people type into the search: words and "phrases", anywhere in an item, and conditions on fields, such as
 * `composer:brahms length>5:00 quality<6 player:viola date:1998..2004 has:score is:separated`. All must hold; a `-`
 * before one turns it into its opposite.
 */
export function parseQuery(text: string): ParsedQuery {
  const query = [];
  for (const token of tokensOf(text)) {
    const test = testOf(token);
    if (isProblem(test)) return { ok: false, problem: test };
    query.push({ negated: token.negated, test, from: token.from, to: token.to });
  }
  return { ok: true, query };
}

const isProblem = (found: Test | QueryProblem): found is QueryProblem => 'from' in found;

function testOf({ name, value, from, to }: Token): Test | QueryProblem {
  const anywhere = (text: string, quoted: boolean): Test => ({
    kind: 'text',
    field: null,
    text,
    match: quoted ? 'phrase' : 'words',
  });
  if (name === null) return anywhere(value.text, value.quoted);
  const field = fieldNamed(name.text);
  const isMissing = value.text === '' && !value.quoted;
  if (field === null) {
    // "Brahms: Trio" is a title, not a field.
    if (isMissing) return anywhere(name.text, false);
    const suggestion = nearest(name.text, FIELD_NAMES);
    return { kind: 'unknown-field', word: name.text, suggestion, from, to: to - value.text.length };
  }
  if (isMissing) return { kind: 'missing-value', field: name.text, from, to };
  return conditionOn(field, name, value, { from, to });
}

function conditionOn(
  field: Field,
  { text, operator }: { readonly text: string; readonly operator: Operator },
  value: Value,
  place: { readonly from: number; readonly to: number },
): Test | QueryProblem {
  if (isNumberField(field)) {
    const range = numberRange(field, operator, value);
    return 'kind' in range ? range : { kind: 'number', field, range };
  }
  if (isDateField(field)) {
    const range = dayRange(operator, value);
    return 'kind' in range ? range : { kind: 'date', field, range };
  }
  if (operator !== ':' && operator !== '=') return { kind: 'no-comparison', field: text, operator, ...place };
  if (isTextField(field)) {
    const match = operator === '=' ? 'whole' : value.quoted ? 'phrase' : 'words';
    return { kind: 'text', field, text: value.text, match };
  }
  if (field === 'player') {
    const instrument = instrumentNamed(value.text);
    return instrument === null
      ? { kind: 'text', field: 'name', text: value.text, match: value.quoted ? 'phrase' : 'words' }
      : { kind: 'instrument', instrument };
  }
  return flagOf(field, value);
}

function flagOf(field: 'is' | 'has', { text, from, to }: Value): Test | QueryProblem {
  const word = text.toLowerCase();
  const known: readonly string[] = field === 'is' ? IS_FLAGS : HAS_FLAGS;
  const isFlag = IS_FLAGS.find((flag) => flag === word);
  const hasFlag = HAS_FLAGS.find((flag) => flag === word);
  if (field === 'is' && isFlag !== undefined) return { kind: 'is', flag: isFlag };
  if (field === 'has' && hasFlag !== undefined) return { kind: 'has', flag: hasFlag };
  return { kind: 'unknown-value', field, word: text, suggestion: nearest(word, known), known, from, to };
}
