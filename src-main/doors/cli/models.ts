import { basename, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import { createRegistry, type ModelRegistry } from '../../inference/registry.ts';
import { libraryFolder } from '../../library/folder.ts';
import { discardModel } from '../../library/trash/removal.ts';
import { isUnmade, LibraryTrust } from '../../library/trust.ts';
import { configDir, defaultLibraryDir, programPaths } from '../../app/program/paths.ts';
import { onOneLine } from './terminal.ts';
import { oneOf, parseCall, required, type Command, type Io } from './call.ts';

/** Built-in models, and those added to the library in `libraryDir`. */
export function registryFor(libraryDir: string | undefined): ModelRegistry {
  const folder = libraryFolder(resolve(libraryDir ?? defaultLibraryDir()));
  return createRegistry({
    builtInDirs: [programPaths().modelsDir],
    addedDir: folder.models,
    discard: (dir) => discardModel(folder, basename(dir), 'Removed on the command line'),
  });
}

const OPTIONS = { json: { type: 'boolean' }, library: { type: 'string' } } as const;

export const models: Command = {
  name: 'models',
  summary: 'Lists, checks, adds and removes models',
  help: `Usage: divisi models list [--json]        what is installed
       divisi models verify [--json]      reads every weight file and compares its hash
       divisi models add DIR              copies a model's folder (manifest, weights, card)
       divisi models remove ID            moves a model that was added to the trash

  --library DIR   the library whose added models are meant
  --json          one JSON object: {"models": [{"id", "title", "task", "architecture", "causal", …}]}`,
  async run(args, io) {
    const [first, ...rest] = args;
    const action = oneOf(
      required(first, 'list, verify, add or remove'),
      ['list', 'verify', 'add', 'remove'],
      'models',
    );
    const names = { list: [], verify: [], add: ['DIR'], remove: ['ID'] }[action];
    const { values, positionals } = parseCall(rest, OPTIONS, names);
    const registry = registryFor(values.library);
    const json = values.json === true;
    switch (action) {
      case 'list':
        return list(registry, json, io);
      case 'verify':
        return verify(registry, json, io);
      case 'add': {
        const root = resolve(values.library ?? defaultLibraryDir());
        // A mistyped name must not leave a library behind: it is made by the first model.
        const isNew = isUnmade(root);
        const added = await registry.add(resolve(positionals[0] ?? ''));
        if (isNew) new LibraryTrust(configDir()).trust(root);
        return io.out(
          json
            ? `${JSON.stringify({ added: added.id })}\n`
            : `Added ${added.id} ${added.version} (unverified)\n`,
        );
      }
      case 'remove': {
        await registry.remove(positionals[0] ?? '');
        return io.out(
          json
            ? `${JSON.stringify({ removed: positionals[0] })}\n`
            : `Moved ${positionals[0] ?? ''} to the trash\n`,
        );
      }
    }
  },
};

/** One model as `--json` prints it. */
const toJson = (info: ModelInfo) => ({
  id: info.id,
  title: info.title,
  task: info.task,
  architecture: info.architecture,
  causal: info.causal,
  lookahead_ms: info.lookaheadMs,
  stems: info.stems,
  version: info.version,
  sample_rate: info.sampleRate,
  classes: info.classes,
  players_per_class: info.playersPerClass,
  rest: info.rest,
  origin: info.origin,
  licence: info.licence,
  bytes: info.bytes,
  default: info.isDefault,
  problem: info.problem,
  metrics: info.metrics,
});

async function list(registry: ModelRegistry, json: boolean, io: Io): Promise<void> {
  const found = await registry.list();
  if (json) return io.out(`${JSON.stringify({ models: found.map(toJson) })}\n`);
  if (found.length === 0) return io.out('No models are installed\n');
  for (const info of found) {
    const marks = [info.isDefault ? 'default' : null, info.origin === 'added' ? 'unverified' : null];
    const marked = marks.filter((mark) => mark !== null).join(', ');
    io.out(`${info.id} ${info.version}${marked === '' ? '' : ` (${marked})`}: ${onOneLine(info.title)}\n`);
    io.out(`  ${info.problem === null ? info.architecture : `can not be used: ${info.problem.message}`}\n`);
  }
}

/** A fresh registry hashes every weight file as it lists. */
async function verify(registry: ModelRegistry, json: boolean, io: Io): Promise<void> {
  const found = await registry.list();
  const broken = found.filter((info) => info.problem !== null);
  if (json) {
    const results = found.map(({ id, version, problem }) => ({ id, version, ok: problem === null, problem }));
    io.out(`${JSON.stringify({ models: results })}\n`);
  } else {
    for (const { id, problem } of found) io.out(`${id}: ${problem === null ? 'ok' : problem.message}\n`);
  }
  const [first] = broken;
  if (first?.problem) {
    throw new Failure(first.problem.code, `${broken.length} of ${found.length} models can not be used`);
  }
}
