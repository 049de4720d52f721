import { describe, expect, test } from 'vitest';
import { readCall } from '../../../../../src-main/doors/cli/call.ts';
import { flag, repeatable, text } from '../../../../../src-main/doors/cli/options.ts';

const options = {
  json: flag('one JSON object'),
  out: text('DIR', 'where to'),
  tag: { ...repeatable(text('TAG', 'which')), short: 't' },
};

describe('positionals', () => {
  test('are counted by their names', () => {
    expect(readCall(['a', '--json'], options, ['FILE']).positionals).toEqual(['a']);
    expect(readCall(['a', 'b'], options, ['FILE…']).positionals).toEqual(['a', 'b']);
    expect(readCall([], options, ['[NAME…]']).positionals).toEqual([]);
    expect(() => readCall([], options, ['FILE…'])).toThrow('FILE is missing');
    expect(() => readCall(['a', 'b'], options, ['FILE'])).toThrow('"b" is one argument too many');
    expect(() => readCall([''], options, ['FILE'])).toThrow('empty');
  });

  test('may begin with a dash behind two of them', () => {
    expect(readCall(['--', '-take.wav'], options, ['FILE']).positionals).toEqual(['-take.wav']);
  });
});

describe('options', () => {
  test('are read by their table, in any place and both spellings', () => {
    const { values } = readCall(['--out=a', 'x', '-t', 'one', '--tag', 'two', '--json'], options, ['FILE']);
    expect(values).toEqual({ json: true, out: 'a', tag: ['one', 'two'] });
    expect(readCall(['x'], options, ['FILE']).values).toEqual({ json: false, out: undefined, tag: [] });
  });

  test('take a negative number as their value', () => {
    expect(readCall(['--out', '-14', '--json'], options, []).values).toMatchObject({
      out: '-14',
      json: true,
    });
    expect(readCall(['--out', '-.5'], options, []).values.out).toBe('-.5');
    expect(readCall(['--json', '--', '--out', '-14'], options, ['A', 'B']).positionals).toEqual([
      '--out',
      '-14',
    ]);
    expect(() => readCall(['--json', '-14'], options, [])).toThrow('-1');
    expect(() => readCall(['--out', '--json'], options, [])).toThrow('ambiguous');
  });

  test.each([
    ['is unknown', ['--colour'], 'Unknown option "--colour"'],
    ['is nearly right', ['--jsno'], 'Unknown option "--jsno"; did you mean "--json"?'],
    ['is nearly right behind others', ['--json', '--tga', 'x'], 'did you mean "--tag"?'],
    ['has no value', ['--out'], '--out <value>'],
    ['has one too many', ['--json=yes'], 'does not take an argument'],
  ])('one that %s is refused', (_, args, message) => {
    expect(() => readCall(args, options, [])).toThrow(message);
  });
});
