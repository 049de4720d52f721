import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { wordsInCatalogue } from '../../../../scripts/lint/words-in-catalogue.ts';

function problems(code: string): string[] {
  const linter = new Linter({ cwd: '/house' });
  const messages = linter.verify(
    code,
    [
      {
        files: ['**/*.tsx'],
        languageOptions: {
          parser: tseslint.parser,
          parserOptions: { ecmaFeatures: { jsx: true } },
        },
        plugins: { divisi: { rules: { words: wordsInCatalogue } } },
        rules: { 'divisi/words': 'error' },
      },
    ],
    '/house/src-renderer/features/a/A.tsx',
  );
  return messages.map(({ message }) => message);
}

describe('words-in-catalogue', () => {
  it.each([
    ['text between tags', '<p>Nothing here</p>', 'Nothing here'],
    ['one letter on a button', '<button>M</button>', 'M'],
    ['a spoken name', '<button aria-label="mute" />', 'mute'],
    ['a spoken name that is put together', '<button aria-label={`mute ${name}`} />', 'mute'],
    ['a tooltip', '<i title="gain" />', 'gain'],
    ['a placeholder', '<input placeholder="name" />', 'name'],
    ['a choice in an attribute', "<i title={on ? 'hide' : 'show'} />", 'hide'],
    ['a property that is shown', "<Note title='Saved somewhere' />", 'Saved somewhere'],
    ['a label in an object', "const options = [{ value: 'dark', label: 'Dark' }];", 'Dark'],
    ['a sentence in a function', "const advice = () => 'choose another file.';", 'choose another file.'],
  ])('reports %s', (_what, code, text) => {
    const found = problems(code);
    expect(found.some((message) => message.includes(`“${text}”`))).toBe(true);
  });

  it.each([
    ['a text of the catalogue', '<p title={words().common.close}>{words().common.close}</p>'],
    ['signs', '<p>· – :</p>'],
    ['class names', '<p className="panel settings-panel" />'],
    ['identifiers', "const state = job.state === 'running' ? 'queued' : 'done';"],
    ['keys', "if (event.key === 'Escape' || keys.has('ArrowUp')) stop();"],
    ['what a bug throws', "throw new Error('No context around this component');"],
    ['what goes to the console', "console.warn('The stream ended', error);"],
    ['keys of what is loaded', 'useLoad(id === null ? null : `tags of ${id}`, load);'],
    [
      'selectors and media queries',
      "matchMedia('(prefers-color-scheme: light)'); find('.dialog-body :is(input)');",
    ],
    ['types and imports', "import { A } from './Some Module.ts'; type Kind = 'Some kind';"],
  ])('accepts %s', (_what, code) => {
    expect(problems(code)).toEqual([]);
  });
});
