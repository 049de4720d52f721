import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import type { PythonCheck } from '../../src-shared/contract/adaptation.ts';
import { ISOLATED, isolatedEnvironment, programOnPath } from './isolation.ts';

/** Even a small program can be slow on a busy machine. */
const PROBE_MS = 60_000;
const OLDEST = [3, 9] as const;

/**
 * Makes an interpreter describe itself. Packages are located, not imported: importing PyTorch takes seconds, or minutes
 * on a busy machine. A broken package is reported when it is used.
 */
const PROBE = `
import importlib.metadata, importlib.util, json, sys
def version(name):
    if importlib.util.find_spec(name) is None:
        return None
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return 'unknown'
print(json.dumps({"path": sys.executable, "version": list(sys.version_info[:3]),
                  "packages": {n: version(n) for n in ("torch", "numpy", "onnx")}}))
`;

const Answer = z.object({
  path: z.string(),
  version: z.tuple([z.number().int(), z.number().int(), z.number().int()]),
  packages: z.object({
    torch: z.string().nullable(),
    numpy: z.string().nullable(),
    onnx: z.string().nullable(),
  }),
});
type Answer = z.infer<typeof Answer>;

export interface PythonSearch {
  /** Absolute paths, tried in this order. */
  readonly candidates: readonly string[];
  /** Where Divisi's own Python environment would be created; the advice to the user names this folder. */
  readonly ownFolder: string;
  /** `ownFolder` contains an interpreter that is not used because its library is not trusted. */
  readonly ownIsDistrusted: boolean;
  /** The working directory of the interpreters: a folder that belongs to the program. */
  readonly cwd: string;
  /** The interpreter that the user chose, if any. */
  readonly named?: string;
  readonly platform: NodeJS.Platform;
}

export interface PythonPlaces {
  readonly ownFolder: string;
  /** Whether the user trusts the library that `ownFolder` belongs to. */
  readonly isTrusted: boolean;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
}

const interpreterIn = (folder: string, platform: NodeJS.Platform): string =>
  platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python3');

/**
 * Searches `DIVISI_PYTHON` alone if it is set; otherwise Divisi's own Python if its library is trusted, then PATH, then
 * the usual system locations.
 */
export function pythonSearch(places: PythonPlaces): PythonSearch {
  const { ownFolder, isTrusted, cwd, env = process.env, platform = process.platform } = places;
  const named = env['DIVISI_PYTHON'];
  const own = interpreterIn(ownFolder, platform);
  const fixed = { ownFolder, cwd, platform };
  // If the user names an interpreter, no other one is tried.
  if (named !== undefined && named !== '') {
    const path = isAbsolute(named) ? named : (programOnPath(named, env, platform) ?? resolve(named));
    return { ...fixed, candidates: [path], named, ownIsDistrusted: false };
  }
  const names = platform === 'win32' ? ['py', 'python'] : ['python3'];
  const usual =
    platform === 'win32' ? [] : ['/usr/bin/python3', '/usr/local/bin/python3', '/opt/homebrew/bin/python3'];
  const onPath = names.flatMap((name) => programOnPath(name, env, platform) ?? []);
  return {
    ...fixed,
    candidates: [...(isTrusted ? [own] : []), ...onPath, ...usual],
    ownIsDistrusted: !isTrusted && existsSync(own),
  };
}

function probe(command: string, cwd: string, signal: AbortSignal | undefined): Promise<Answer | null> {
  return new Promise((answer) => {
    execFile(
      command,
      [...ISOLATED, '-c', PROBE],
      {
        ...{ cwd, env: isolatedEnvironment(), timeout: PROBE_MS, windowsHide: true },
        ...(signal === undefined ? {} : { signal }),
      },
      (error, stdout) => {
        if (error !== null) return answer(null);
        const last = stdout.trim().split('\n').at(-1) ?? '';
        answer(parsed(last));
      },
    );
  });
}

function parsed(line: string): Answer | null {
  try {
    return Answer.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

const isNewEnough = ({ version }: Answer): boolean =>
  version[0] > OLDEST[0] || (version[0] === OLDEST[0] && version[1] >= OLDEST[1]);

/** PyTorch 1 exports ONNX by itself; PyTorch 2 and later need the `onnx` package. */
function missing({ packages }: Answer): string[] {
  const wantsOnnx = packages.torch === null || !packages.torch.startsWith('1.');
  return [
    ...(packages.torch === null ? ['torch'] : []),
    ...(packages.numpy === null ? ['numpy'] : []),
    ...(wantsOnnx && packages.onnx === null ? ['onnx'] : []),
  ];
}

/** Finds the first interpreter with everything that is needed, or explains how to get one. */
export async function findPython(search: PythonSearch, signal?: AbortSignal): Promise<PythonCheck> {
  let nearest: Answer | null = null;
  const seen = new Set<string>();
  for (const candidate of search.candidates) {
    const answer = await probe(candidate, search.cwd, signal);
    if (answer === null || seen.has(answer.path)) continue;
    seen.add(answer.path);
    if (!isNewEnough(answer)) continue;
    const lacking = missing(answer);
    if (lacking.length === 0) return { ...described(answer), problem: null, commands: [] };
    if (nearest === null || lacking.length < missing(nearest).length) nearest = answer;
  }
  if (nearest === null) {
    return {
      path: null,
      version: null,
      packages: {},
      problem: {
        code: 'python/missing',
        message:
          search.named === undefined
            ? `No Python ${OLDEST.join('.')} or newer was found: adapting a model trains it with Python and PyTorch${distrusted(search)}`
            : `DIVISI_PYTHON names "${search.named}", which is no Python ${OLDEST.join('.')} or newer: adapting a model trains it with Python and PyTorch`,
      },
      commands: [...systemPython(search.platform), ...ownPython(search, pythonCommand(search.platform))],
    };
  }
  return {
    ...described(nearest),
    problem: {
      code: 'python/packages',
      message: `Python ${nearest.version.join('.')} (${nearest.path}) lacks ${listed(missing(nearest))}: adapting a model trains it with PyTorch${distrusted(search)}`,
    },
    commands: ownPython(search, quoted(nearest.path)),
  };
}

/** Quotes nothing from the folder, as its contents are untrusted. */
const distrusted = ({ ownIsDistrusted }: PythonSearch): string =>
  ownIsDistrusted ? '. The library brings a Python along, which is not used until you trust the library' : '';
const described = ({ path, version, packages }: Answer) => ({ path, version: version.join('.'), packages });
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
const quoted = (path: string): string => (/[\s&()]/.test(path) ? `"${path}"` : path);
const pythonCommand = (platform: NodeJS.Platform): string => (platform === 'win32' ? 'py' : 'python3');

function systemPython(platform: NodeJS.Platform): string[] {
  if (platform === 'win32') return ['winget install Python.Python.3.12'];
  if (platform === 'darwin') return ['xcode-select --install'];
  return ['sudo apt install python3 python3-venv'];
}

/** A separate environment leaves the system's Python unchanged, and Divisi finds it without configuration. */
function ownPython({ ownFolder, platform }: PythonSearch, python: string): string[] {
  const own = quoted(interpreterIn(ownFolder, platform));
  return [`${python} -m venv ${quoted(ownFolder)}`, `${own} -m pip install torch numpy onnx`];
}
