import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { existsSync, statfsSync, statSync } from 'node:fs';
import { arch, cpus, freemem, hostname, platform, release, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isFailure, type Failure } from '../../../src-shared/contract/failure.ts';
import { programOnPath } from '../../adaptation/isolation.ts';
import { findPython, pythonSearch } from '../../adaptation/python.ts';
import { defaultProviders, defaultThreads } from '../../inference/providers.ts';
import type { ModelRegistry } from '../../inference/registry.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import type { SpawnProcess } from '../../jobs/tasks/task-protocol.ts';
import { libraryFolder } from '../../library/folder.ts';
import { readHolder } from '../../library/lock.ts';
import { LibraryTrust } from '../../library/trust.ts';
import { configDir, logPath, programPaths } from './paths.ts';
import { isAlive } from '../../library/is-alive.ts';

/** A helper program that does not answer within this time counts as missing. */
const TOOL_MS = 10_000;

export interface DoctorReport {
  readonly program: { readonly version: string; readonly root: string; readonly window_built: boolean };
  readonly machine: {
    readonly platform: string;
    readonly cpu: string;
    readonly cores: number;
    readonly memory_mb: number;
    readonly free_memory_mb: number;
  };
  readonly runtime: {
    readonly node: string;
    readonly electron: string | null;
    readonly inference: string | null;
  };
  /** In the order in which a separation tries them; it uses the first that works. */
  readonly providers: readonly {
    readonly provider: string;
    readonly works: boolean;
    readonly reason: string | null;
    /** Seconds of work per second of audio. */
    readonly real_time_factor: number | null;
    /** Nodes of the model's graph, and those that this provider leaves to the CPU; null of the CPU itself. */
    readonly nodes: number | null;
    readonly nodes_on_cpu: number | null;
  }[];
  readonly threads: number;
  readonly model: { readonly id: string; readonly version: string } | null;
  readonly model_problem: string | null;
  /** The other separators, each run on one segment with the first provider that works. */
  readonly other_models: readonly {
    readonly id: string;
    readonly version: string;
    readonly works: boolean;
    readonly reason: string | null;
    readonly real_time_factor: number | null;
  }[];
  /** The model that detects players; everything else works without one. */
  readonly listening_model: { readonly id: string; readonly version: string } | null;
  readonly listening_model_problem: string | null;
  readonly library: {
    readonly folder: string;
    readonly exists: boolean;
    /** The process that has the library open, if any. */
    readonly open_in: number | null;
    readonly free_disk_mb: number | null;
  };
  /** The program's log file. */
  readonly log: { readonly file: string; readonly bytes: number | null };
  /** Optional programs that Divisi uses if they are installed. */
  readonly tools: Readonly<Record<string, string | null>>;
  /** Whether models can be adapted here; `commands` installs what is missing. */
  readonly adapting: {
    readonly works: boolean;
    readonly problem: string | null;
    readonly commands: readonly string[];
  };
}

/** The first line of a program's version output, or null if it can't be started. */
function versionOf(command: string, args: readonly string[], signal: AbortSignal): Promise<string | null> {
  return new Promise((answer) => {
    execFile(command, [...args], { timeout: TOOL_MS, signal, windowsHide: true }, (error, stdout) => {
      const [line = ''] = stdout.trim().split('\n');
      answer(error === null && line !== '' ? line.replace(/ Copyright.*$/, '').trim() : null);
    });
  });
}

/** Measures every provider again; what it finds holds for the separations that follow. */
async function tryProviders(modelDir: string, verdicts: string, spawn: SpawnProcess, signal: AbortSignal) {
  await rm(verdicts, { force: true });
  const providers: DoctorReport['providers'][number][] = [];
  let inference: string | null = null;
  for (const provider of defaultProviders()) {
    try {
      const probe = await runTask(
        spawn,
        'probe',
        {
          modelDir,
          verdicts,
          providers: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
          threads: defaultThreads(),
          tellsNodes: true,
        },
        { signal },
      );
      inference = probe.runtime;
      const works = probe.provider === provider;
      const reason = probe.refused.find((refused) => refused.provider === provider)?.reason ?? null;
      const placement = works ? probe.placement : null;
      providers.push({
        ...{ provider, works, reason },
        real_time_factor: works ? probe.realTimeFactor : null,
        nodes: placement?.nodes ?? null,
        nodes_on_cpu: placement?.onCpu ?? null,
      });
    } catch (error) {
      if (!isFailure(error) || error.code === 'call/cancelled') throw error;
      const none = { real_time_factor: null, nodes: null, nodes_on_cpu: null };
      providers.push({ provider, works: false, reason: error.message, ...none });
    }
  }
  return { providers, inference };
}

async function tryOthers(
  registry: ModelRegistry,
  provider: string,
  spawn: SpawnProcess,
  signal: AbortSignal,
): Promise<DoctorReport['other_models']> {
  const others: DoctorReport['other_models'][number][] = [];
  for (const { id, version, task, isDefault } of await registry.list()) {
    if (task !== 'separation' || isDefault) continue;
    try {
      const { dir: modelDir } = await registry.resolve(id);
      const input = { modelDir, providers: [provider], threads: defaultThreads() };
      const probe = await runTask(spawn, 'probe', input, { signal });
      others.push({ id, version, works: true, reason: null, real_time_factor: probe.realTimeFactor });
    } catch (error) {
      if (!isFailure(error) || error.code === 'call/cancelled') throw error;
      others.push({ id, version, works: false, reason: error.message, real_time_factor: null });
    }
  }
  return others;
}

function electronVersion(root: string): string | null {
  if ('electron' in process.versions) return process.versions.electron;
  const binary = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[
    platform() as string
  ];
  return existsSync(join(root, 'node_modules', 'electron', 'dist', binary ?? 'electron'))
    ? 'installed, not started'
    : null;
}

/** The lock's note survives a killed program, so only a running process counts. */
function openIn(lock: string): number | null {
  const holder = readHolder(lock);
  if (holder === null) return null;
  return holder.host !== hostname() || isAlive(holder.pid) ? holder.pid : null;
}

/** Free space at the library's location, even if the library does not exist yet. */
function freeDiskMb(folder: string): number | null {
  for (let path = resolve(folder); ; path = dirname(path)) {
    if (existsSync(path)) {
      const { bavail, bsize } = statfsSync(path);
      return Math.floor((bavail * bsize) / 1e6);
    }
    if (dirname(path) === path) return null;
  }
}

/**
 * Reports what is installed and what works: every provider loads the default model and runs it once, and
 * every other separator runs once on the first provider that works.
 */
export async function doctorReport(options: {
  readonly libraryDir: string;
  readonly registry: ModelRegistry;
  readonly spawn: SpawnProcess;
  /** The file in which this machine's verdicts on providers are kept. */
  readonly verdicts: string;
  readonly signal: AbortSignal;
}): Promise<DoctorReport> {
  const { signal } = options;
  const paths = programPaths();
  const folder = libraryFolder(options.libraryDir);
  const orFailure = (error: unknown): Failure => {
    if (isFailure(error)) return error;
    throw error;
  };
  const model = await options.registry.resolve().catch(orFailure);
  const listening = await options.registry.embedder().catch(orFailure);
  const tried =
    'dir' in model
      ? await tryProviders(model.dir, options.verdicts, options.spawn, signal)
      : { providers: [], inference: null };
  const working = tried.providers.find(({ works }) => works)?.provider;
  const others =
    working === undefined ? [] : await tryOthers(options.registry, working, options.spawn, signal);
  const ffmpegPath = programOnPath('ffmpeg');
  const [ffmpeg, python] = await Promise.all([
    ffmpegPath === null ? null : versionOf(ffmpegPath, ['-version'], signal),
    findPython(
      pythonSearch({
        ownFolder: folder.python,
        isTrusted: new LibraryTrust(configDir()).isTrusted(folder.root),
        cwd: paths.modelsDir,
      }),
      signal,
    ),
  ]);
  return {
    program: {
      version: paths.version,
      root: paths.root,
      window_built: existsSync(join(paths.rendererDir, 'index.html')),
    },
    machine: {
      platform: `${platform()} ${release()} ${arch()}`,
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memory_mb: Math.round(totalmem() / 1e6),
      free_memory_mb: Math.round(freemem() / 1e6),
    },
    runtime: {
      node: process.versions.node,
      electron: electronVersion(paths.root),
      inference: tried.inference,
    },
    providers: tried.providers,
    threads: defaultThreads(),
    model: 'dir' in model ? { id: model.info.id, version: model.info.version } : null,
    model_problem: 'dir' in model ? null : model.message,
    other_models: others,
    listening_model: 'dir' in listening ? { id: listening.info.id, version: listening.info.version } : null,
    listening_model_problem: 'dir' in listening ? null : listening.message,
    library: {
      folder: folder.root,
      exists: existsSync(folder.database),
      open_in: openIn(folder.lock),
      free_disk_mb: freeDiskMb(folder.root),
    },
    log: { file: logPath(), bytes: existsSync(logPath()) ? statSync(logPath()).size : null },
    tools: {
      ffmpeg,
      python: python.path === null ? null : `Python ${python.version ?? ''} (${python.path})`,
      pytorch: python.packages['torch'] == null ? null : `PyTorch ${python.packages['torch']}`,
    },
    adapting: {
      works: python.problem === null,
      problem: python.problem?.message ?? null,
      commands: python.commands,
    },
  };
}
