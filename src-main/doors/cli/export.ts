import {
  ExportFormat,
  ExportMetadata,
  NAME_TEMPLATE,
  NO_METADATA,
  NO_PARTS,
  type ExportParts,
  type ExportRegion,
} from '../../../src-shared/contract/export.ts';
import { unknownFields, NAME_FIELDS } from '../../../src-shared/exporting/name-template.ts';
import { allParts } from '../../../src-shared/exporting/plan.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import { exportProject } from '../../app/files/export-project.ts';
import { heardMix } from '../../app/files/heard-mix.ts';
import { command } from './command.ts';
import { json } from './common-options.ts';
import { loudnessJson, loudnessText, makingOf, makingOptions } from './export-options.ts';
import { fittingJson, fittingOf, fittingOptions, fittingText } from './fitting-options.ts';
import { mixOptions, projectOf } from './mix-options.ts';
import { byDefault, choice, flag, invalid, repeatable, required, text, time, value } from './options.ts';
import { print, withWork } from './use-case.ts';

const KINDS = ['mix', 'groups', 'processed', 'stems', 'dawproject', 'reaper', 'note'] as const;
type Kind = (typeof KINDS)[number];

export const exportCommand = command({
  name: 'export',
  summary: 'Writes mixes, stems and projects for other programs',
  positionals: ['PROJECT.json|SEPARATION-ID'],
  about: `Writes what a project file, or a mix of a separation in a library, holds into a folder: its mix, groups, processed tracks and stems as separated, whole
    or in regions; and projects for other programs, with the stems beside them. Either all files appear, or none.
    Nothing is changed that was not asked for; what would clip is refused. --listener fits the mix, and only that, as
    "divisi remix" does.`,
  options: {
    out: required(text('DIR', 'created if it is missing; files there are kept')),
    what: byDefault(
      value('LIST', `one or several of ${KINDS.join(', ')}, with commas between them`, kindsOf),
      'mix',
    ),
    tracks: value('NAMES', 'only these tracks, with commas between them', namesOf),
    region: repeatable(
      value(
        'NAME=FROM-TO',
        'a part of the project, in seconds or as H:MM:SS; a NAME alone is one of the project’s regions',
        regionOf,
      ),
    ),
    format: byDefault(choice(ExportFormat.options, 'format of the files'), 'wav'),
    ...fittingOptions,
    ...mixOptions,
    ...makingOptions,
    name: byDefault(
      value(
        'TEMPLATE',
        `names of the files, from ${NAME_FIELDS.map((field) => `{${field}}`).join(' ')}`,
        templateOf,
      ),
      NAME_TEMPLATE.usual,
    ),
    title: text('TEXT', 'of the music, inside the files; the recording’s title where left out'),
    composer: text('TEXT', 'inside the files'),
    performers: text('TEXT', 'inside the files'),
    album: text('TEXT', 'inside the files'),
    date: text('DATE', 'of the music, YYYY or YYYY-MM-DD, inside the files'),
    genre: text('TEXT', 'inside the files'),
    copyright: text('TEXT', 'inside the files'),
    comment: text('TEXT', 'inside the files'),
    cover: text('FILE', 'a JPEG or PNG picture, inside the files; the recording’s cover where left out'),
    'no-cover': flag('writes no picture into the files'),
    json,
  },
  json: '{"files": [{"file", "bytes", "integrated_lufs", "true_peak_dbtp", "clipped_samples"}], "goal_gain_db", "fitting"} as "remix" has it',
  async run({ values, positionals }, io) {
    const { what, tracks, region } = values;
    const done = await withWork(io, (work) =>
      exportProject(
        {
          project: projectOf(positionals[0] ?? '', values),
          fitting: fittingOf(values),
          edit: (document) => heardMix(document, values.snapshot),
          choose: (document) => ({
            parts: partsOf(document, what, tracks),
            regions: region.map((asked) => inSamples(asked, document)),
          }),
          outDir: values.out,
          outFile: null,
          format: values.format,
          ...makingOf(values),
          template: values.name,
          metadata: metadataOf(values),
          cover: coverOf(values),
        },
        work,
      ),
    );
    // The fitting treats the mix alone.
    const { master } = done.document;
    const heard = what.includes('mix') ? master : { ...master, fitting: null };
    const asJson = {
      files: done.files.map(({ path, bytes, loudness, clippedSamples }) => ({
        file: path,
        bytes,
        ...(loudness === null ? { clipped_samples: clippedSamples } : loudnessJson(loudness)),
      })),
      goal_gain_db: done.goalGainDb,
      fitting: fittingJson(heard.fitting),
    };
    print(io, values.json, asJson, () =>
      [
        ...done.files.map(
          ({ path, loudness }) => `${path}${loudness === null ? '' : `: ${loudnessText(loudness)}`}\n`,
        ),
        fittingText(heard),
      ].join(''),
    );
    if (values.json) return;
    for (const { name, loudness } of done.files) {
      if (loudness !== null && loudness.clippedSamples > 0) {
        io.err.write(`note: ${loudness.clippedSamples} samples of ${name} clip\n`);
      }
    }
  },
});

const commaSeparated = (given: string): string[] =>
  given
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function kindsOf(given: string, name: string): readonly Kind[] {
  const kinds = commaSeparated(given);
  return kinds.map((kind) => {
    const known = KINDS.find((candidate) => candidate === kind);
    if (known === undefined) throw invalid(`${name} takes ${KINDS.join(', ')}, not "${kind}"`);
    return known;
  });
}

function namesOf(given: string, name: string): readonly string[] {
  const names = commaSeparated(given);
  if (names.length === 0) throw invalid(`${name} takes names of tracks`);
  return names;
}

interface AskedRegion {
  readonly name: string;
  /** Null: the project's region of this name. */
  readonly span: { readonly fromSeconds: number; readonly toSeconds: number } | null;
}

function regionOf(given: string, option: string): AskedRegion {
  if (given.trim() !== '' && !given.includes('=')) return { name: given.trim(), span: null };
  const [, name = '', from = '', to = ''] = /^([^=]*)=([^-]+)-([^-]+)$/.exec(given) ?? [];
  if (name.trim() === '')
    throw invalid(`${option} takes NAME=FROM-TO, as in Theme=0:12-0:45, not "${given}"`);
  return { name: name.trim(), span: { fromSeconds: time(from, option), toSeconds: time(to, option) } };
}

function templateOf(given: string, option: string): string {
  const [unknown] = unknownFields(given);
  if (unknown === undefined) return given;
  throw invalid(`${option} has no field {${unknown}}; there are ${NAME_FIELDS.join(', ')}`);
}

/** @throws Failure `call/invalid` for a region that the project does not have, or outside of it */
function inSamples({ name, span }: AskedRegion, document: ProjectDocument): ExportRegion {
  if (span === null) {
    const known = document.regions.find((region) => region.end !== null && region.name === name);
    if (known === undefined || known.end === null) throw invalid(`the project has no region "${name}"`);
    return { name: name.slice(0, 80), range: { start: known.start, end: known.end } };
  }
  const start = Math.round(span.fromSeconds * document.sampleRate);
  const end = Math.min(document.frames, Math.round(span.toSeconds * document.sampleRate));
  if (start >= end) throw invalid(`the region "${name}" is empty, or lies past the end of the project`);
  return { name, range: { start, end } };
}

/** @throws Failure `call/invalid` for a track that the project does not have */
function partsOf(
  document: ProjectDocument,
  what: readonly Kind[],
  names: readonly string[] | undefined,
): ExportParts {
  const all = allParts(document);
  const chosen =
    names?.map((name) => {
      const track = document.tracks.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
      if (track !== undefined) return track.id;
      const known = document.tracks.map((candidate) => candidate.name).join(', ');
      throw invalid(`the project has no track "${name}"; it has ${known}`);
    }) ?? all.tracks;
  const wants = (kind: Kind): boolean => what.includes(kind);
  return {
    ...NO_PARTS,
    mix: wants('mix'),
    groups: wants('groups') ? all.groups : [],
    processed: wants('processed') ? chosen : [],
    separated: wants('stems') ? chosen : [],
    session: { dawproject: wants('dawproject'), reaper: wants('reaper'), note: wants('note') },
  };
}

function coverOf({
  cover,
  'no-cover': without,
}: {
  readonly cover: string | undefined;
  readonly 'no-cover': boolean;
}): { readonly file: string } | 'recording' | null {
  if (cover === undefined) return without ? null : 'recording';
  if (without) throw invalid('--cover and --no-cover exclude each other');
  return { file: cover };
}

function metadataOf(values: { readonly [K in keyof ExportMetadata]: string | undefined }): ExportMetadata {
  const given = Object.fromEntries(
    Object.keys(NO_METADATA).map((field) => [field, values[field as keyof ExportMetadata] ?? '']),
  );
  const parsed = ExportMetadata.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`--${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}
