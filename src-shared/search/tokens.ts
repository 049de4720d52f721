export type Operator = ':' | '=' | '<' | '<=' | '>' | '>=';

export interface Value {
  readonly text: string;
  readonly quoted: boolean;
  readonly from: number;
  readonly to: number;
}

/** One term of a search text: a word, a quoted phrase, or a name with an operator and a value. */
export interface Token {
  readonly negated: boolean;
  readonly name: { readonly text: string; readonly operator: Operator } | null;
  readonly value: Value;
  readonly from: number;
  readonly to: number;
}

const NAME = /(\p{L}[\p{L}\p{M}_-]*)(<=|>=|[:：=<>])/uy;
const SPACE = /\s+/uy;
const WORD = /[^\s]+/uy;
/** A quotation mark that is still open reaches to the end: the rest is being typed. */
const QUOTED = /"((?:[^"\\]|\\.)*)(?:"|\\?$)/suy;

function at(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

/** Splits a search text into its terms. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let index = 0;
  while (index < text.length) {
    const space = at(SPACE, text, index);
    if (space !== null) {
      index += space[0].length;
      continue;
    }
    const from = index;
    const negated = text[index] === '-' && /[^\s-]/u.test(text[index + 1] ?? '');
    if (negated) index += 1;
    const name = at(NAME, text, index);
    if (name !== null) index += name[0].length;
    const value = valueAt(text, index);
    index = value.to;
    tokens.push({ negated, name: name === null ? null : named(name), value, from, to: index });
  }
  return tokens;
}

function named([, text = '', operator = '']: RegExpExecArray): { text: string; operator: Operator } {
  return { text, operator: (operator === '：' ? ':' : operator) as Operator };
}

function valueAt(text: string, from: number): Value {
  if (text[from] === '"') {
    const quoted = at(QUOTED, text, from);
    const inside = (quoted?.[1] ?? '').replaceAll(/\\(.)/gsu, '$1');
    return { text: inside, quoted: true, from, to: from + (quoted?.[0].length ?? 1) };
  }
  const word = at(WORD, text, from)?.[0] ?? '';
  return { text: word, quoted: false, from, to: from + word.length };
}
