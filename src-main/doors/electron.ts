import { join } from 'node:path';
import { app, dialog, protocol } from 'electron';
import { z } from 'zod';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import { DoorHost } from '../api/door-host.ts';
import type { HostOptions } from '../api/host.ts';
import { answerPage } from './electron/answers.ts';
import { readCommandLine } from './electron/command-line.ts';
import { DesktopDoor } from './electron/desktop-door.ts';
import { OpenedFiles } from './electron/opened-files.ts';
import { pinWindow, restrictPermissions, SCHEME, servePage } from './electron/page.ts';
import { programOptions } from '../app/program-options.ts';
import { probe } from './electron/probe.ts';
import { utilitySpawn } from './electron/spawn.ts';
import { StateFile } from './electron/state-file.ts';
import { configDir, defaultLibraryDir, logPath, programPaths } from '../app/program/paths.ts';
import { programLog, type Log } from '../app/program/log.ts';
import { thisProgram } from '../app/program/program.ts';
import { staticFiles } from './static-files.ts';

const asked = readCommandLine(process.argv.slice(1), process.cwd(), app.getAppPath());
const opened = new OpenedFiles();

// Windows groups a program's windows and notifications by this id; keep it in sync with electron-builder.yml.
app.setAppUserModelId('org.divisi.app');
app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  {
    scheme: SCHEME,
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, corsEnabled: true },
  },
]);

/** Data that a second instance passes to the first. Chromium reorders the command line that comes with the event. */
const SecondStart = z.object({ files: z.array(z.string()).max(1000) });

// Not awaited here: Electron becomes ready only after this module has been evaluated.
if (asked.probe) void probe();
else if (app.requestSingleInstanceLock({ files: [...asked.files] } satisfies z.infer<typeof SecondStart>)) {
  void start();
} else app.quit();

async function start(): Promise<void> {
  // macOS sends files to open through this event, often before the app is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    opened.open([path]);
  });
  opened.open(asked.files);
  app.on('web-contents-created', (_event, contents) => pinWindow(contents));
  await app.whenReady();
  const log = programLog(console);
  const { icon } = programPaths();
  const state = new StateFile(join(configDir(), 'desktop.json'), (message, error) =>
    log.warn(message, error),
  );
  const door = new DesktopDoor({ state, opened, icon, logPath: logPath(), log });
  app.on('second-instance', (_event, _argv, _folder, data) => {
    door.show();
    const second = SecondStart.safeParse(data);
    if (second.success) opened.open(second.data.files);
  });
  try {
    const host = await openHost(asked.library ?? defaultLibraryDir(), door, log);
    servePage({
      files: await staticFiles(programPaths().rendererDir),
      media: (request) => host.media(request),
    });
    restrictPermissions();
    answerPage(host, { icon, note: (files) => door.noteRecent(files) });
    door.start(host);
  } catch (error) {
    dialog.showErrorBox('Divisi can’t start', isFailure(error) ? error.message : String(error));
    app.exit(3);
  }
}

function openHost(libraryDir: string, door: DesktopDoor, log: Log): Promise<DoorHost> {
  const program = thisProgram(utilitySpawn);
  const hostOptions = (dir: string): HostOptions => ({
    ...programOptions(program, dir),
    downloadsDir: join(app.getPath('music'), 'Divisi'),
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
    // The command line may be using the library; in that case open it read-only and say so.
    access: 'read-if-locked',
    files: (grants) => ({
      openDialog: async (kind) => {
        const access = kind === 'save-folder' ? 'read-write' : 'read';
        const chosen = await door.chooseFiles(kind);
        return chosen.map((file) => grants.grantPath(file.path, { kind: file.kind, access }));
      },
      saveDialog: async (suggested) => {
        const chosen = await door.chooseName(suggested);
        if (chosen === null) return null;
        const folder = grants.grantPath(chosen.folder, { kind: 'folder', access: 'read-write' });
        return { folder, name: chosen.name, replace: chosen.replace };
      },
      desktop: {
        commands: (signal) => door.commands.listen(signal),
        recentFiles: () =>
          door.recent.map(({ path, kind }) => grants.grantPath(path, { kind, access: 'read' })),
        clearRecentFiles: () => door.clearRecent(),
      },
    }),
    log,
  });
  return DoorHost.open({
    libraryDir,
    hostOptions,
    placeFor: (grants, folder) => {
      if (folder === undefined) throw new Failure('call/invalid', 'Choose a folder for the library');
      const granted = grants.resolve(folder, 'write');
      if (granted.kind !== 'folder') throw new Failure('call/invalid', 'Choose a folder, not a file');
      return granted.path;
    },
  });
}
