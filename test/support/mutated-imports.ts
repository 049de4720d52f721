import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFailure } from '../../src-shared/contract/failure.ts';
import { runImport } from '../../src-main/audio/import.ts';
import { mutate, random } from './mutate.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/audio', import.meta.url));

/** Every audio fixture, as input to the mutations. */
export function fixtures(): string[] {
  const cases = readdirSync(join(FIXTURES, 'cases')).map((name) => join(FIXTURES, 'cases', name));
  const tones = readdirSync(FIXTURES)
    .filter((name) => name.startsWith('tone-'))
    .map((name) => join(FIXTURES, name));
  return [...tones, ...cases].filter((path) => !path.endsWith('.md')).sort();
}

export interface MutatedRun {
  readonly outcomes: Readonly<Record<string, number>>;
  /** Outcomes other than a result or a coded failure. */
  readonly bugs: readonly string[];
  readonly worstCpuSeconds: number;
  readonly worstMemoryBytes: number;
}

/** Imports `count` mutated fixtures sequentially in this process. */
export async function importMutated(count: number, seed: number, folder: string): Promise<MutatedRun> {
  const next = random(seed);
  const files = fixtures();
  const outcomes: Record<string, number> = {};
  const bugs: string[] = [];
  let worstCpuSeconds = 0;
  let worstMemoryBytes = 0;
  for (let index = 0; index < count; index += 1) {
    const file = files[Math.floor(next() * files.length)] ?? '';
    writeFileSync(join(folder, 'mutated'), mutate(readFileSync(file), next));
    const before = process.cpuUsage();
    let outcome = 'imported';
    try {
      await runImport(
        {
          sourcePath: join(folder, 'mutated'),
          storage: 'reference',
          audioPath: join(folder, 'audio.wav'),
          peaksPath: join(folder, 'audio.peaks'),
        },
        { signal: new AbortController().signal, event: () => undefined, progress: () => undefined },
      );
    } catch (error) {
      outcome = isFailure(error) ? error.code : 'bug';
      if (!isFailure(error)) bugs.push(`${file}, number ${index} of seed ${seed}: ${String(error)}`);
    }
    const { user, system } = process.cpuUsage(before);
    worstCpuSeconds = Math.max(worstCpuSeconds, (user + system) / 1e6);
    worstMemoryBytes = Math.max(worstMemoryBytes, process.memoryUsage.rss());
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  return { outcomes, bugs, worstCpuSeconds, worstMemoryBytes };
}
