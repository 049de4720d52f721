import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { importDirection } from '../../../../scripts/lint/import-direction.ts';

function problems(filename: string, code: string): string[] {
  const linter = new Linter({ cwd: '/house' });
  const messages = linter.verify(
    code,
    [
      {
        files: ['**/*.ts', '**/*.tsx'],
        languageOptions: { parser: tseslint.parser },
        plugins: { divisi: { rules: { 'import-direction': importDirection } } },
        rules: { 'divisi/import-direction': 'error' },
      },
    ],
    `/house/${filename}`,
  );
  return messages.map((message) => message.message);
}

describe('import-direction', () => {
  const forbidden: [file: string, code: string, says: RegExp][] = [
    ['src-shared/dsp/a.ts', "import fs from 'node:fs'", /runs anywhere/],
    ['src-shared/dsp/a.ts', "import { x } from '../../src-main/audio/wav.ts'", /src-shared only/],
    ['src-shared/dsp/a.ts', "import type { Track } from '../project/document.ts'", /must not import/],
    ['src-shared/dsp/a.ts', "import { x } from '../mixing/levels.ts'", /must not import/],
    ['src-shared/project/a.ts', "import { x } from '../mixing/processors/registry.ts'", /must not import/],
    ['src-shared/mixing/processors/a.ts', "import { x } from '../../quality/words.ts'", /must not import/],
    ['src-main/library/a.ts', "import { x } from '../audio/wav.ts'", /must not import/],
    ['src-main/separation/a.ts', "import { x } from '../listening/b.ts'", /must not import/],
    ['src-main/listening/a.ts', "export { x } from '../separation/b.ts'", /must not import/],
    ['src-main/api/a.ts', "import { app } from 'electron'", /only src-main\/doors/],
    ['src-main/api/a.ts', "import { x } from '../doors/serve.ts'", /must not import/],
    ['src-main/api/a.ts', "import { x } from '../library/open.ts'", /must not import/],
    ['src-main/doors/serve/a.ts', "import { x } from '../../jobs/queue/queue.ts'", /must not import/],
    ['src-main/app/a.ts', "import { x } from '../api/router.ts'", /must not import/],
    ['src-main/separation/a.ts', "const ort = await import('onnxruntime-node')", /only src-main\/inference/],
    ['src-main/jobs/a.ts', "import Database from 'better-sqlite3'", /only src-main\/library/],
    ['src-main/listening/a.ts', "import { load } from 'sqlite-vec'", /only src-main\/library/],
    ['src-renderer/features/editor/a.tsx', "import { x } from '../library/b.ts'", /never import each other/],
    ['src-renderer/features/editor/a.tsx', "import * as Tone from 'tone'", /only src-renderer\/engine/],
    ['src-renderer/engine/a.ts', "import { x } from '../api/media.ts'", /must not import/],
    ['src-renderer/ui/a.tsx', "import { join } from 'node:path'", /no Node/],
    ['src-renderer/ui/a.tsx', "import { x } from '../../src-main/audio/wav.ts'", /src-shared only/],
    ['src-main/cellar/a.ts', "import { x } from '../audio/wav.ts'", /not a room/],
  ];
  it.each(forbidden)('%s must not: %s', (file, code, says) => {
    expect(problems(file, code)).toEqual([expect.stringMatching(says)]);
  });

  const allowed: [file: string, code: string][] = [
    ['src-main/doors/electron.ts', "import { app } from 'electron'"],
    ['src-main/doors/serve.ts', "import { x } from '../api/host.ts'; import { y } from '../app/app.ts'"],
    ['src-main/app/a.ts', "import { x } from '../library/open.ts'"],
    ['src-main/jobs/a.ts', "import { x } from '../separation/separate.ts'"],
    ['src-main/separation/a.ts', "import { x } from '../inference/session.ts'"],
    [
      'src-renderer/features/editor/a.tsx',
      "import { x } from './b.ts'; import { y } from '../../engine/engine.ts'",
    ],
    ['src-renderer/main.tsx', "import { App } from './app/App.tsx'"],
    ['src-shared/contract/a.ts', "import { z } from 'zod'; import { x } from '../project/ids.ts'"],
    [
      'src-shared/mixing/processors/a.ts',
      "import { x } from '../../dsp/fft.ts'; import { y } from '../levels.ts'",
    ],
    ['src-shared/mixing/a.ts', "import type { Track } from '../project/document.ts'"],
    ['src-renderer/ui/a.ts', "import { x } from '../../src-shared/mixing/levels.ts'"],
    ['test/unit/a.test.ts', "import { x } from '../../src-main/audio/wav.ts'"],
  ];
  it.each(allowed)('%s may: %s', (file, code) => {
    expect(problems(file, code)).toEqual([]);
  });
});
