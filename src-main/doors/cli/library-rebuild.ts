import { resolve } from 'node:path';
import { inspectAudio } from '../../app/inspect-audio.ts';
import type { Rebuilt } from '../../../src-shared/contract/recovery.ts';
import { rebuildLibrary } from '../../library/sidecar/rebuild.ts';
import { defaultLibraryDir } from '../../app/program/paths.ts';
import { parseCall, warningsTo, type Io } from './call.ts';

export async function rebuild(args: readonly string[], io: Io): Promise<void> {
  const { values } = parseCall(args, { library: { type: 'string' }, json: { type: 'boolean' } }, []);
  const done = await rebuildLibrary(resolve(values.library ?? defaultLibraryDir()), {
    log: warningsTo(io),
    inspect: inspectAudio,
  });
  if (values.json === true) {
    const { withoutSidecar, ...rest } = done;
    return io.out(`${JSON.stringify({ ...rest, without_sidecar: withoutSidecar })}\n`);
  }
  for (const line of rebuiltLines(done)) io.out(`${line}\n`);
}

function rebuiltLines(done: Rebuilt): string[] {
  const { recordings, separations, projects, withoutSidecar, problems, kept } = done;
  return [
    `Came back: recordings ${recordings}, separations ${separations}, projects ${projects}`,
    ...withoutSidecar.map(
      (file) => `${file}: had no description and became a recording named after its file`,
    ),
    ...problems.map(({ file, reason }) => `${file}: not taken in, ${reason}`),
    ...(kept === null ? [] : [`The old database is kept as ${kept}`]),
  ];
}
