import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { PythonCheck } from '../../src-shared/contract/adaptation.ts';

/** On a busy machine even a small program takes its time. */
const PROBE_MS = 60_000;
const OLDEST = [3, 9] as const;

/**
 * What one interpreter answers of itself. Packages are looked up, not imported: importing PyTorch takes seconds, on a busy
 * machine minutes. One that is there and broken is told of when it is used.
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
  /** Tried first, in this order; names are looked up in PATH. */
  readonly candidates: readonly string[];
  /** Where a Python for Divisi alone would be made; the advice names it, and `candidates` holds its interpreter. */
  readonly ownFolder: string;
  /** What the user named as the one to take, if anything. */
  readonly named?: string;
  readonly platform: NodeJS.Platform;
}

const interpreterIn = (folder: string, platform: NodeJS.Platform): string =>
  platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python3');

/** `DIVISI_PYTHON`, Divisi's own, what PATH knows, and where systems put theirs. */
export function pythonSearch(
  ownFolder: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): PythonSearch {
  const chosen = env['DIVISI_PYTHON'];
  const usual =
    platform === 'win32'
      ? ['py', 'python']
      : ['python3', '/usr/bin/python3', '/usr/local/bin/python3', '/opt/homebrew/bin/python3'];
  // Who names one means that one.
  if (chosen !== undefined && chosen !== '') {
    return { candidates: [chosen], named: chosen, ownFolder, platform };
  }
  return { candidates: [interpreterIn(ownFolder, platform), ...usual], ownFolder, platform };
}

function probe(command: string, signal: AbortSignal | undefined): Promise<Answer | null> {
  return new Promise((answer) => {
    execFile(
      command,
      ['-c', PROBE],
      { timeout: PROBE_MS, windowsHide: true, ...(signal === undefined ? {} : { signal }) },
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

/** PyTorch 1 writes ONNX by itself; from 2 on it wants the package of that name. */
function missing({ packages }: Answer): string[] {
  const wantsOnnx = packages.torch === null || !packages.torch.startsWith('1.');
  return [
    ...(packages.torch === null ? ['torch'] : []),
    ...(packages.numpy === null ? ['numpy'] : []),
    ...(wantsOnnx && packages.onnx === null ? ['onnx'] : []),
  ];
}

/** The first interpreter that has all that is needed, or what to do to get one. */
export async function findPython(search: PythonSearch, signal?: AbortSignal): Promise<PythonCheck> {
  let nearest: Answer | null = null;
  const seen = new Set<string>();
  for (const candidate of search.candidates) {
    const answer = await probe(candidate, signal);
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
            ? `No Python ${OLDEST.join('.')} or newer was found: adapting a model trains it with Python and PyTorch`
            : `DIVISI_PYTHON names "${search.named}", which is no Python ${OLDEST.join('.')} or newer: adapting a model trains it with Python and PyTorch`,
      },
      commands: [...systemPython(search.platform), ...ownPython(search, pythonCommand(search.platform))],
    };
  }
  return {
    ...described(nearest),
    problem: {
      code: 'python/packages',
      message: `Python ${nearest.version.join('.')} (${nearest.path}) lacks ${listed(missing(nearest))}: adapting a model trains it with PyTorch`,
    },
    commands: ownPython(search, quoted(nearest.path)),
  };
}

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

/** A Python of Divisi's own leaves the system's as it is, and is found without being named. */
function ownPython({ ownFolder, platform }: PythonSearch, python: string): string[] {
  const own = quoted(interpreterIn(ownFolder, platform));
  return [`${python} -m venv ${quoted(ownFolder)}`, `${own} -m pip install torch numpy onnx`];
}
