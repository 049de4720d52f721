import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { importDirection } from './scripts/lint/import-direction.ts';
import { wordsInCatalogue } from './scripts/lint/words-in-catalogue.ts';

const impatient = {
  object: 'vi',
  property: 'waitFor',
  message: 'It gives up after a second: use eventually() of test/support/until.ts.',
};
const mocking = {
  object: 'vi',
  property: 'mock',
  message: 'Tests share their modules: name the file .alone.test.ts, which has its own.',
};

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', '.cache/', 'models/', 'test-results/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: {
      divisi: { rules: { 'import-direction': importDirection, 'words-in-catalogue': wordsInCatalogue } },
    },
    rules: {
      'divisi/import-direction': 'error',
      // tsc checks names; eslint does not know the types' globals.
      'no-undef': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `return answer(x)` ends a branch in one line.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      // oRPC writes a context without contents as Record<never, never>.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      // Overflows its stack on the recursive types of ws (typescript-eslint 8).
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Loops over sample buffers: a fallback for every index would cost time and hide an index out of range.
    files: [
      'src-shared/{dsp,hearing,mixing}/**/*.ts',
      'src-main/{kernels,separation,listening,quality,tags,notes}/**/*.ts',
      'src-main/audio/{frame-power,frontend}.ts',
      'src-main/audio/spectrogram/*.ts',
      'src-main/inference/embedding-call.ts',
      'test/unit/src-{main,shared}/{kernels,listening,quality,tags,audio,dsp,hearing,inference,mixing,notes,separation}/**/*.ts',
      'test/{bench,support}/**/*.ts',
    ],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // AssemblyScript converts between types of numbers that TypeScript takes for one.
    files: ['src-main/kernels/assembly/*.ts'],
    rules: { '@typescript-eslint/no-unnecessary-type-assertion': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Matchers and mocks are `any`; fakes keep the shape of what they stand for.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-restricted-properties': ['error', impatient],
    },
  },
  {
    files: ['test/{unit,integration}/**/*.ts'],
    ignores: ['**/*.alone.test.ts'],
    rules: { 'no-restricted-properties': ['error', impatient, mocking] },
  },
  {
    files: ['src-renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { ...reactHooks.configs.recommended.rules },
  },
  {
    files: ['src-renderer/**/*.{ts,tsx}'],
    rules: { 'divisi/words-in-catalogue': 'error' },
  },
  {
    files: ['**/*.cjs'],
    rules: { 'no-undef': 'off', '@typescript-eslint/no-require-imports': 'off', 'no-var': 'off' },
  },
  { files: ['**/*.js', '**/*.cjs', '**/*.mjs', '*.config.ts'], ...tseslint.configs.disableTypeChecked },
  prettier,
);
