/**
 * The host with the desktop door's capabilities, behind the serve door's server: what the page does in the desktop
 * program can be tested in a browser with it. Prints its address; takes commands for the page as lines of JSON:
 * `{"open": [PATH, …]}`, or a DesktopCommand.
 */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { DoorHost } from '../../src-main/api/door-host.ts';
import type { HostOptions } from '../../src-main/api/host.ts';
import { programLog } from '../../src-main/app/program/log.ts';
import { thisProgram } from '../../src-main/app/program/program.ts';
import { PageCommands } from '../../src-main/doors/electron/page-commands.ts';
import { DEFAULT_LIMITS } from '../../src-main/doors/serve/limits.ts';
import { startServer } from '../../src-main/doors/serve/server.ts';
import { DesktopCommand } from '../../src-shared/contract/desktop.ts';

const [libraryDir = '', downloadsDir = '', ...recentPaths] = process.argv.slice(2);
const { paths, spawn, providers, threads, trust } = thisProgram();
const log = programLog();
const commands = new PageCommands();
let recent = recentPaths;

const hostOptions = (dir: string): HostOptions => ({
  libraryDir: dir,
  modelsDir: paths.modelsDir,
  demoDir: paths.demoDir,
  downloadsDir,
  version: paths.version,
  capabilities: {
    door: 'electron',
    fileDialogs: true,
    upload: false,
    uploadLimit: null,
    folderBrowser: false,
    download: false,
    taskbarProgress: true,
    menu: true,
    recentFiles: true,
    dragOut: true,
  },
  spawn,
  providers,
  threads,
  trust,
  files: (grants) => ({
    // Answers like a user who adds a word to the name.
    saveDialog: ({ name }) => {
      mkdirSync(downloadsDir, { recursive: true });
      const folder = grants.grantPath(downloadsDir, { kind: 'folder', access: 'read-write' });
      return Promise.resolve({ folder, name: `${name} remixed`, replace: true });
    },
    desktop: {
      commands: (signal) => commands.listen(signal),
      recentFiles: () => recent.map((path) => grants.grantPath(path, { kind: 'file', access: 'read' })),
      clearRecentFiles: () => {
        recent = [];
      },
    },
  }),
  log,
});
const host = await DoorHost.open({ libraryDir, hostOptions });
const server = await startServer({
  rendererDir: paths.rendererDir,
  spoolDir: mkdtempSync(join(tmpdir(), 'divisi-spool-')),
  router: host.router,
  media: (request) => host.media(request),
  participants: null,
  grantUpload: null,
  uploadsInUse: () => host.uploadsInUse(),
  resolveDownload: () => {
    throw new Error('the desktop program has no downloads');
  },
  address: '127.0.0.1',
  ports: [0],
  tls: null,
  allowHosts: [],
  limits: DEFAULT_LIMITS,
  log: (line) => log.error(line),
});
console.log(server.url);

const Line = z.union([z.object({ open: z.array(z.string()) }), DesktopCommand]);
for await (const text of createInterface(process.stdin)) {
  const line = Line.parse(JSON.parse(text));
  if ('open' in line) {
    const files = line.open.map((path) => host.grants.grantPath(path, { kind: 'file', access: 'read' }));
    commands.send({ type: 'open', files });
  } else commands.send(line);
}
await server.close();
await host.close();
