import { expect, test } from 'vitest';
import { command, group } from '../../../../../src-main/doors/cli/command.ts';
import { byDefault, choice, flag, required, text } from '../../../../../src-main/doors/cli/options.ts';
import { wrap } from '../../../../../src-main/doors/cli/help.ts';

const run = (): void => undefined;

const render = command({
  name: 'mix render',
  summary: 'Renders a mix',
  positionals: ['FILE'],
  about: `Renders
    a mix.

    Twice.`,
  options: {
    out: required(text('DIR', 'where to')),
    format: byDefault(choice(['wav', 'flac'], 'of the files'), 'wav'),
    'a-very-long-name': flag('has its description on the next line'),
    json: flag('prints one JSON object:'),
  },
  json: '{"file"}',
  run,
});
const list = command({ name: 'mix list', summary: '', positionals: [], about: 'Lists.', options: {}, run });

test('the help of a command follows from its declaration', () => {
  expect(render.help([])).toBe(`Usage: divisi mix render FILE --out DIR [OPTIONS]

Renders a mix.

Twice.

  --out DIR            where to
  --format wav|flac    of the files (default: wav)
  --a-very-long-name   has its description on the next line
  --json               prints one JSON object:
    {"file"}`);
});

test('a group lists its actions, or one of them with its own options', () => {
  const mix = group({ name: 'mix', summary: '', about: 'Mixes.' }, [list, render]);
  expect(mix.help([])).toBe(`Usage: divisi mix list
       divisi mix render FILE --out DIR [OPTIONS]

Mixes.

list: Lists.

render: Renders a mix.

Twice.

  --out DIR            where to
  --format wav|flac    of the files (default: wav)
  --a-very-long-name   has its description on the next line
  --json               prints one JSON object:
    render: {"file"}

divisi mix ACTION --help says which options an action takes.`);
  expect(mix.help(['list'])).toBe('Usage: divisi mix list\n\nLists.');
});

test('a group refuses an action that it has not', async () => {
  const mix = group({ name: 'mix', summary: '', about: '' }, [list, render]);
  const io = { signal: new AbortController().signal, out: run, err: { write: run } as never };
  await expect(mix.run(['lst'], io)).rejects.toThrow(
    'mix takes list, render, not "lst"; did you mean "list"?',
  );
  await expect(mix.run([], io)).rejects.toThrow('list or render is missing');
});

test('lines are broken between words, and a long word has its own', () => {
  expect(wrap('one two  three', 7)).toEqual(['one two', 'three']);
  expect(wrap('a incomprehensible b', 5)).toEqual(['a', 'incomprehensible', 'b']);
  expect(wrap('', 5)).toEqual([]);
});
