import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import { addModel, listModels, removeModel, requireSound } from '../../app/program/models.ts';
import { thisProgram } from '../../app/program/program.ts';
import { command, group } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { onOneLine } from './terminal.ts';
import { print } from './use-case.ts';

const options = { library: libraryOption('the library whose added models are meant'), json };

const list = command({
  name: 'models list',
  summary: 'Lists what is installed',
  positionals: [],
  about: 'Lists the models that are installed.',
  options,
  json: '{"models": [{"id", "title", "task", "architecture", "causal", …}]}',
  async run({ values }, io) {
    const models = await listModels(thisProgram(), values.library);
    print(io, values.json, { models: models.map(toJson) }, () => inWords(models));
  },
});

const verify = command({
  name: 'models verify',
  summary: 'Compares every weight file with its hash',
  positionals: [],
  about: 'Reads every weight file and compares its hash with the manifest.',
  options,
  json: '{"models": [{"id", "version", "ok", "problem"}]}',
  async run({ values }, io) {
    const models = await listModels(thisProgram(), values.library);
    const results = models.map(({ id, version, problem }) => ({
      id,
      version,
      ok: problem === null,
      problem,
    }));
    print(io, values.json, { models: results }, () =>
      models.map(({ id, problem }) => `${id}: ${problem === null ? 'ok' : problem.message}\n`).join(''),
    );
    requireSound(models);
  },
});

const add = command({
  name: 'models add',
  summary: "Copies a model's folder",
  positionals: ['DIR'],
  about: "Copies a model's folder (manifest, weights, card) into the library.",
  options,
  json: '{"added"}',
  async run({ values, positionals }, io) {
    const { id, version } = await addModel(thisProgram(), values.library, positionals[0] ?? '');
    print(io, values.json, { added: id }, () => `Added ${id} ${version} (unverified)\n`);
  },
});

const remove = command({
  name: 'models remove',
  summary: 'Moves a model that was added to the trash',
  positionals: ['ID'],
  about: "Moves a model that was added to the library's trash.",
  options,
  json: '{"removed"}',
  async run({ values, positionals }, io) {
    const id = positionals[0] ?? '';
    await removeModel(thisProgram(), values.library, id);
    print(io, values.json, { removed: id }, () => `Moved ${id} to the trash\n`);
  },
});

export const models = group(
  { name: 'models', summary: 'Lists, checks, adds and removes models', about: '' },
  [list, verify, add, remove],
);

/** A model as `--json` prints it. */
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

function inWords(models: readonly ModelInfo[]): string {
  if (models.length === 0) return 'No models are installed\n';
  return models
    .map(({ id, version, title, isDefault, origin, problem, architecture }) => {
      const marks = [...(isDefault ? ['default'] : []), ...(origin === 'added' ? ['unverified'] : [])];
      const marked = marks.length === 0 ? '' : ` (${marks.join(', ')})`;
      const state = problem === null ? architecture : `can not be used: ${problem.message}`;
      return `${id} ${version}${marked}: ${onOneLine(title)}\n  ${state}\n`;
    })
    .join('');
}
