import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { app, BrowserWindow, dialog, Menu, protocol } from 'electron';
import { isFailure } from '../../src-shared/contract/failure.ts';
import { DoorHost } from '../api/door-host.ts';
import type { Grants } from '../app/grants.ts';
import { defaultProviders, defaultThreads } from '../inference/providers.ts';
import { PAGE_URL, pinWindow, restrictPermissions, SCHEME, servePage } from './electron/page.ts';
import { answerPage } from './electron/answers.ts';
import { doctorReport } from '../app/program/doctor-report.ts';
import { probe } from './electron/probe.ts';
import { utilitySpawn } from './electron/spawn.ts';
import { LibraryTrust } from '../library/trust.ts';
import { configDir, defaultLibraryDir, logPath, programPaths } from '../app/program/paths.ts';
import { fileLog } from '../library/log/log-file.ts';
import { allLogs } from '../library/log/log.ts';
import { staticFiles } from './static-files.ts';

const { values } = parseArgs({
  args: process.argv.slice(1),
  options: { probe: { type: 'boolean' }, library: { type: 'string' } },
  strict: false,
});

app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  {
    scheme: SCHEME,
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, corsEnabled: true },
  },
]);

// Not awaited here: Electron becomes ready only once this module has been evaluated.
if (values.probe === true) void probe();
else if (app.requestSingleInstanceLock()) void start();
else app.quit();

async function start(): Promise<void> {
  let window: BrowserWindow | null = null;
  app.on('web-contents-created', (_event, contents) => pinWindow(contents));
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => app.quit());
  await app.whenReady();
  try {
    const host = await openHost(typeof values.library === 'string' ? values.library : defaultLibraryDir());
    servePage({
      files: await staticFiles(programPaths().rendererDir),
      media: (request) => host.media(request),
    });
    restrictPermissions();
    answerPage(host);
    closeBeforeQuit(host);
    window = openWindow(host);
  } catch (error) {
    dialog.showErrorBox('Divisi can not start', isFailure(error) ? error.message : String(error));
    app.exit(3);
  }
}

function openHost(libraryDir: string): Promise<DoorHost> {
  const paths = programPaths();
  return DoorHost.open({
    libraryDir,
    modelsDir: paths.modelsDir,
    demoDir: paths.demoDir,
    downloadsDir: join(app.getPath('music'), 'Divisi'),
    version: paths.version,
    capabilities: {
      door: 'electron',
      fileDialogs: true,
      upload: false,
      uploadLimit: null,
      folderBrowser: false,
      download: false,
      taskbarProgress: true,
    },
    spawn: utilitySpawn,
    providers: defaultProviders(),
    threads: defaultThreads(),
    trust: new LibraryTrust(configDir()),
    // The command line may be at work in the library: then it is shown, and says so.
    access: 'read-if-locked',
    files: (grants) => ({ openDialog: (kind) => openDialog(grants, kind) }),
    doctor: async (registry, signal) => ({
      ...(await doctorReport({ libraryDir, registry, spawn: utilitySpawn, signal })),
    }),
    log: allLogs(console, fileLog(logPath())),
  });
}

async function openDialog(grants: Grants, kind: 'audio' | 'score' | 'folder' | 'save-folder') {
  const isFile = kind === 'audio' || kind === 'score';
  const { filePaths } = await dialog.showOpenDialog({
    // No filter by name: a recording is known by its content.
    properties:
      kind === 'audio'
        ? ['openFile', 'multiSelections']
        : isFile
          ? ['openFile']
          : ['openDirectory', 'createDirectory'],
  });
  const access = kind === 'save-folder' ? 'read-write' : 'read';
  return filePaths.map((path) => grants.grantPath(path, { kind: isFile ? 'file' : 'folder', access }));
}

function openWindow(host: DoorHost): BrowserWindow {
  // Undo and redo are the page's own; the platform's menu would take their keys away.
  const editMenu = {
    label: 'Edit',
    submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
  } as const;
  Menu.setApplicationMenu(
    process.platform === 'darwin'
      ? Menu.buildFromTemplate([
          { role: 'appMenu' },
          { ...editMenu, submenu: [...editMenu.submenu] },
          { role: 'windowMenu' },
        ])
      : null,
  );
  const window = new BrowserWindow({
    width: 1360,
    height: 860,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Divisi',
    webPreferences: {
      preload: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      // Playback and meters go on behind other windows.
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  const stop = host.onJobs((jobs) => {
    if (window.isDestroyed()) return;
    const sum = jobs.reduce((total, { progress }) => total + progress, 0);
    window.setProgressBar(jobs.length === 0 ? -1 : sum / jobs.length);
  });
  window.once('closed', stop);
  void window.loadURL(PAGE_URL);
  return window;
}

/** Children end and the library closes before the process does; unfinished jobs go on next time. */
function closeBeforeQuit(host: DoorHost): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void host
      .close()
      .catch((error: unknown) => console.error('The library did not close as it should', error))
      .finally(() => {
        closed = true;
        app.quit();
      });
  });
}
