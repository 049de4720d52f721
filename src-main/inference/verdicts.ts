import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { FixedDimension } from './fixed-dimension.ts';
import { runtimeVersion } from './session.ts';

/** Why a provider is not to be used for a model on this machine, or null, and when that was measured. */
export interface Verdict {
  readonly problem: string | null;
  readonly measured: string;
}

const Verdicts = z.record(
  z.string(),
  z.object({ problem: z.string().nullable(), measured: z.iso.datetime() }),
);
type Verdicts = z.infer<typeof Verdicts>;

/** A driver may be installed and a busy machine may be idle tomorrow, so a refusal is measured again after a day. */
const REFUSED_FOR_MS = 24 * 3600 * 1000;

/** More than anybody has models and providers; beyond it the oldest are left out. */
const MOST = 200;

/**
 * What a verdict holds for: these weights, with this dimension fixed or none, this runtime, this processor, this many
 * threads of the CPU beside it.
 */
export async function verdictKey(
  weightsPath: string,
  provider: string,
  threads: number,
  fixed: FixedDimension | null,
): Promise<string> {
  const { size, mtimeMs } = await stat(weightsPath);
  const cpu = cpus()[0]?.model ?? 'unknown';
  return JSON.stringify([provider, weightsPath, size, mtimeMs, runtimeVersion(), cpu, threads, fixed]);
}

/** The verdict that holds now, or null where the provider is to be measured. */
export async function knownVerdict(file: string, key: string, now: Date): Promise<Verdict | null> {
  const verdict = (await read(file))[key];
  if (verdict === undefined) return null;
  const age = now.getTime() - Date.parse(verdict.measured);
  const isOld = age < 0 || age > REFUSED_FOR_MS;
  return verdict.problem !== null && isOld ? null : verdict;
}

/** Keeps a verdict. The file is replaced as a whole: of two programs that write at once, one measures again later. */
export async function keepVerdict(file: string, key: string, verdict: Verdict): Promise<void> {
  const all = Object.entries({ ...(await read(file)), [key]: verdict });
  const newest = all.sort(([, a], [, b]) => Date.parse(b.measured) - Date.parse(a.measured)).slice(0, MOST);
  const part = `${file}.${process.pid}.part`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(part, JSON.stringify(Object.fromEntries(newest), null, 1));
  await rename(part, file);
}

/** An unreadable file is an empty one: everything in it can be measured again. */
async function read(file: string): Promise<Verdicts> {
  try {
    const found = Verdicts.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return found.success ? found.data : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}
