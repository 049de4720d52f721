import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import { GrantId } from '../../src-shared/project/ids.ts';
import type { Grants } from '../app/grants.ts';
import { DoorHost } from '../api/door-host.ts';
import type { HostOptions } from '../api/host.ts';
import { browseGranted, sharedFolder } from '../app/browse.ts';
import type { Log } from '../app/program/log.ts';
import { programOptions } from '../app/program-options.ts';
import { programPaths } from '../app/program/paths.ts';
import { thisProgram } from '../app/program/program.ts';
import { DEFAULT_LIMITS } from './serve/limits.ts';
import { startServer, type RunningServer } from './serve/server.ts';

/** The default port is tried first, so that bookmarks and tunnels keep working; any free port comes next. */
export const DEFAULT_PORT = 4847;

export interface ServeDoorOptions {
  readonly libraryDir: string;
  /** Only this port, or null for the default port and then any free one. */
  readonly port: number | null;
  readonly address: string;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly allowHosts: readonly string[];
  /** The folder that users can browse. */
  readonly root: string | null;
  readonly readOnly: boolean;
  /** The built renderer; defaults to the program's own. */
  readonly rendererDir?: string;
  readonly log: Log;
}

export interface ServeDoor {
  readonly url: string;
  close(): Promise<void>;
}

const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));

/**
 * Requires loopback or TLS: AudioWorklet, which playback depends on, exists only in secure contexts, and no data may
 * travel unencrypted.
 * @throws Failure `call/invalid`
 */
export function checkAddress(options: Pick<ServeDoorOptions, 'address' | 'tls' | 'allowHosts'>): void {
  if (isLoopback(options.address)) return;
  if (options.tls === null) {
    throw new Failure('call/invalid', `--listen ${options.address} needs TLS: give --tls-cert and --tls-key`);
  }
  const isEverywhere = options.address === '0.0.0.0' || options.address === '::';
  if (isEverywhere && options.allowHosts.length === 0) {
    throw new Failure(
      'call/invalid',
      `--listen ${options.address} needs --allow-host with the name it is reached by`,
    );
  }
}

/**
 * Serves the host through a local web server.
 * @throws Failure `call/invalid`, `file/not-found` if the renderer is not built, `library/*`
 */
export async function openServeDoor(options: ServeDoorOptions): Promise<ServeDoor> {
  checkAddress(options);
  const rendererDir = options.rendererDir ?? programPaths().rendererDir;
  if (!existsSync(join(rendererDir, 'index.html'))) {
    throw new Failure('file/not-found', 'The window is not built yet: npm run build:renderer builds it');
  }
  const root = options.root === null ? null : await rootFolder(options.root);
  // On the library's disk, so that the free space there limits uploads and exports. A read-only library gets a
  // temporary folder that only this user can read.
  const temporary = options.readOnly ? await mkdtemp(join(tmpdir(), 'divisi-')) : null;
  const scratchOf = (libraryDir: string): string => temporary ?? join(libraryDir, 'serve');
  const removeScratch = async (): Promise<void> => {
    if (temporary !== null) await rm(temporary, { recursive: true, force: true });
  };
  let host: DoorHost | null = null;
  try {
    host = await openHost(options, root, (libraryDir) => join(scratchOf(libraryDir), 'downloads'));
    const { libraryDir } = host;
    const server = await listen(host, options, {
      rendererDir,
      spoolDir: () => join(scratchOf(host?.libraryDir ?? libraryDir), 'uploads'),
    });
    const opened = host;
    return {
      url: server.url,
      close: async () => {
        await server.close();
        await opened.close();
        await removeScratch();
      },
    };
  } catch (error) {
    await host?.close();
    await removeScratch();
    throw error;
  }
}

function openHost(
  options: ServeDoorOptions,
  root: string | null,
  downloadsDir: (libraryDir: string) => string,
): Promise<DoorHost> {
  const { libraryDir, readOnly, log } = options;
  const program = thisProgram();
  const hostOptions = (dir: string): HostOptions => ({
    ...programOptions(program, dir),
    downloadsDir: downloadsDir(dir),
    capabilities: {
      door: 'serve',
      fileDialogs: false,
      upload: !readOnly,
      uploadLimit: DEFAULT_LIMITS.uploadBytes,
      folderBrowser: root !== null,
      download: true,
      taskbarProgress: false,
      menu: false,
      recentFiles: false,
      dragOut: false,
    },
    access: readOnly ? 'read' : 'write',
    files: (grants) =>
      root === null ? {} : { sharedFolder: root, browse: (folder) => browseGranted(grants, root, folder) },
    log,
  });
  return DoorHost.open({
    libraryDir,
    hostOptions,
    // Whoever shares a folder lets the library be put there.
    ...(root === null ? {} : { placeFor: (grants, folder) => sharedFolder(grants, root, folder) }),
  });
}

function listen(
  host: DoorHost,
  options: ServeDoorOptions,
  { rendererDir, spoolDir }: { readonly rendererDir: string; readonly spoolDir: () => string },
): Promise<RunningServer> {
  const { address, port, tls, allowHosts, readOnly, log } = options;
  return startServer({
    rendererDir,
    get spoolDir() {
      return spoolDir();
    },
    router: host.router,
    media: (request) => host.media(request),
    participants: host.participants,
    grantUpload: readOnly
      ? null
      : ({ path, name }) =>
          host.grants.grantPath(path, { kind: 'file', access: 'read', name, temporary: true }),
    uploadsInUse: () => host.uploadsInUse(),
    resolveDownload: (id) => downloadOf(host.grants, id),
    address,
    ports: port === null ? [DEFAULT_PORT, 0] : [port],
    tls,
    allowHosts,
    limits: DEFAULT_LIMITS,
    log: (line) => log.error(line),
  });
}

async function rootFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() !== true) throw new Failure('call/invalid', `--root "${path}" is not a folder`);
  return realpath(path);
}

function downloadOf(grants: Grants, text: string): { path: string; name: string } {
  const id = GrantId.safeParse(text);
  if (!id.success) throw new Failure('file/not-granted', 'That is no download');
  const granted = grants.resolve(id.data, 'read');
  if (granted.kind !== 'file') throw new Failure('file/not-granted', `"${granted.name}" is no file`);
  return granted;
}
