import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../../src-shared/search/parse.ts';
import { readQuery } from '../../../../src-shared/search/read-query.ts';
import { FIELD_NAMES } from '../../../../src-shared/search/fields.ts';
import { conditionText } from '../../../../src-shared/search/write.ts';

const tests = (text: string) => readQuery(text).map(({ test, negated }) => ({ ...test, negated }));
const problem = (text: string) => {
  const parsed = parseQuery(text);
  if (parsed.ok) throw new Error(`"${text}" is a query`);
  return parsed.problem;
};
const any = { minOpen: false, maxOpen: false };

describe('a search text', () => {
  it('is words and phrases, wanted or not', () => {
    expect(tests('brahms -live "a phrase" -"not this"')).toEqual([
      { kind: 'text', field: null, text: 'brahms', match: 'words', negated: false },
      { kind: 'text', field: null, text: 'live', match: 'words', negated: true },
      { kind: 'text', field: null, text: 'a phrase', match: 'phrase', negated: false },
      { kind: 'text', field: null, text: 'not this', match: 'phrase', negated: true },
    ]);
    expect(tests('  ')).toEqual([]);
    expect(tests('Brahms: Trio - No. 1')).toMatchObject(
      ['Brahms', 'Trio', '-', 'No.', '1'].map((text) => ({ kind: 'text', text, negated: false })),
    );
  });

  it('takes a quotation mark that is still open as one that ends with the text', () => {
    expect(tests('title:"String qua')).toMatchObject([
      { field: 'title', text: 'String qua', match: 'phrase' },
    ]);
    expect(tests(String.raw`"say \"yes\""`)).toMatchObject([{ text: 'say "yes"' }]);
  });

  it('asks about fields, whatever they are called', () => {
    expect(
      tests('composer:brahms COMPOSER="Johannes Brahms" 作曲家：武満 player:Bratsche -instrument:vln'),
    ).toMatchObject([
      { field: 'composer', text: 'brahms', match: 'words' },
      { field: 'composer', text: 'Johannes Brahms', match: 'whole' },
      { field: 'composer', text: '武満' },
      { kind: 'instrument', instrument: 'viola', negated: false },
      { kind: 'instrument', instrument: 'violin', negated: true },
    ]);
    expect(tests('player:Anna')).toMatchObject([{ kind: 'text', field: 'name', text: 'Anna' }]);
    expect(tests('has:score is:Separated')).toMatchObject([{ flag: 'score' }, { flag: 'separated' }]);
  });

  it('compares numbers', () => {
    const range = (text: string) => (readQuery(text)[0]?.test as { range?: unknown } | undefined)?.range;
    expect(range('length>5:00')).toEqual({ min: 300, max: null, minOpen: true, maxOpen: false });
    expect(range('length<=1h30m')).toEqual({ min: null, max: 5400, ...any });
    expect(range('length:90s')).toEqual({ min: 90, max: 91, minOpen: false, maxOpen: true });
    expect(range('length:1:00..2:30')).toEqual({ min: 60, max: 150, ...any });
    expect(range('length:..2m')).toEqual({ min: null, max: 120, ...any });
    expect(range('quality<-3.5dB')).toEqual({ min: null, max: -3.5, minOpen: false, maxOpen: true });
    expect(range('rate=44.1kHz')).toEqual({ min: 44_100, max: 44_100, ...any });
    expect(range('channels:1')).toEqual({ min: 1, max: 1, ...any });
  });

  it('compares dates as far as they are given', () => {
    const range = (text: string) => (readQuery(text)[0]?.test as { range?: unknown } | undefined)?.range;
    expect(range('date:1998')).toEqual({ from: 19_980_101, to: 19_981_231 });
    expect(range('year:1998..2004')).toEqual({ from: 19_980_101, to: 20_041_231 });
    expect(range('date:1998-05..')).toEqual({ from: 19_980_501, to: null });
    expect(range('date>1998')).toEqual({ from: 19_981_232, to: null });
    expect(range('date<1998/5/4')).toEqual({ from: null, to: 19_980_503 });
    expect(range('imported>=2026-05')).toEqual({ from: 20_260_501, to: null });
  });
});

describe('a text that is no query', () => {
  it('is named with its place and what may be meant', () => {
    expect(problem('cello composr:brahms')).toEqual({
      ...{ kind: 'unknown-field', word: 'composr', suggestion: 'composer', from: 6, to: 14 },
    });
    expect(problem('xyzzy:1')).toMatchObject({ kind: 'unknown-field', suggestion: null });
    expect(problem('is:seperated')).toMatchObject({ suggestion: 'separated', from: 3, to: 12 });
    expect(problem('has:wings')).toMatchObject({ kind: 'unknown-value', suggestion: null });
    expect(problem('composer: brahms')).toEqual({ kind: 'missing-value', field: 'composer', from: 0, to: 9 });
    expect(problem('title>3')).toMatchObject({ kind: 'no-comparison', operator: '>' });
    expect(problem('a length>soon')).toEqual({ kind: 'not-a-length', word: 'soon', from: 9, to: 13 });
    expect(problem('rate:..')).toMatchObject({ kind: 'not-a-number', field: 'rate' });
    expect(problem('date:May')).toMatchObject({ kind: 'not-a-date' });
    expect(problem('date:1998-13')).toMatchObject({ kind: 'not-a-date' });
    expect(problem('length:5:00..4:00')).toMatchObject({ kind: 'empty-range', word: '5:00..4:00' });
    expect(() => readQuery('a composr:b')).toThrow(
      'Character 3: There is no field “composr”. Did you mean “composer”?',
    );
  });
});

describe('any text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc
      .array(
        fc.oneof(
          fc.constantFrom(...FIELD_NAMES),
          fc.constantFrom(
            ':',
            '=',
            '<',
            '>=',
            '..',
            '"',
            '\\',
            '-',
            ' ',
            '5:00',
            '1998',
            'is',
            'brahms',
            '四',
          ),
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join('')),
  );

  it('is a query whose conditions cover its words in order, or has a problem inside it', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const parsed = parseQuery(typed);
        if (!parsed.ok) {
          const { from, to } = parsed.problem;
          expect(0 <= from && from <= to && to <= typed.length).toBe(true);
          return;
        }
        let end = 0;
        for (const { from, to } of parsed.query) {
          expect(typed.slice(end, from).trim()).toBe('');
          expect(to).toBeGreaterThan(from);
          end = to;
        }
        expect(typed.slice(end).trim()).toBe('');
      }),
      { numRuns: 2000, seed: 18 },
    );
  });

  it('is found as it is where it is the value of a written condition', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (value) => {
        expect(tests(`a ${conditionText('composer', value)} b`)[1]).toEqual({
          ...{ kind: 'text', field: 'composer', text: value, match: 'whole', negated: false },
        });
      }),
      { numRuns: 1000, seed: 18 },
    );
  });
});
