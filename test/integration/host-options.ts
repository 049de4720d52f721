import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostOptions } from '../../src-main/api/host.ts';
import { LibraryTrust } from '../../src-main/library/trust.ts';
import { forkProcess } from '../../src-main/jobs/tasks/fork-process.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A host over `libraryDir` with the built-in models, the demo and real child processes, on one thread of the CPU. */
export function optionsFor(libraryDir: string, change: Partial<HostOptions> = {}): HostOptions {
  return {
    libraryDir,
    modelsDir: join(root, 'models'),
    demoDir: join(root, 'assets', 'demo'),
    downloadsDir: join(libraryDir, 'exports'),
    version: '0.0.0-test',
    capabilities: {
      door: 'serve',
      fileDialogs: false,
      upload: true,
      uploadLimit: null,
      folderBrowser: false,
      download: true,
      taskbarProgress: false,
      menu: false,
      recentFiles: false,
      dragOut: false,
    },
    spawn: forkProcess,
    providers: ['cpu'],
    threads: 1,
    trust: new LibraryTrust(join(libraryDir, 'test-config')),
    ...change,
  };
}
