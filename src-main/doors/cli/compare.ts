import { resolve } from 'node:path';
import {
  compareModels,
  type ComparedModel,
  type ComparedStems,
  type ModelComparison,
  type StemOfModel,
} from '../../app/files/compare-models.ts';
import { command } from './command.ts';
import { ensemble, json } from './common-options.ts';
import { flag, invalid, required, text, value } from './options.ts';
import { separating, separatingOf } from './separating.ts';
import { print, withWork } from './use-case.ts';

export const compare = command({
  name: 'compare',
  summary: 'Separates one passage with two models and compares their stems',
  positionals: ['FILE'],
  about: `Prints each stem's level by either model (dBFS RMS), how closely the two models agree on it, and how long each
    model took. The agreement is the SI-SDR of one model's stem against the other's, in dB: 0 dB means that they share as
    much as they differ in, 20 dB that a hundredth of the energy differs; it is the same both ways and says nothing about which is
    better. With references it also prints what each model's stem gained in SI-SDR over the unprocessed recording, which does.

    With --out, each model's stems are kept as divisi separate writes them, in 32-bit float: DIR/MODEL/viola.wav and so on.`,
  options: {
    instruments: required(ensemble('who plays, as in violin:2,viola,cello')),
    models: required(value('A,B', 'two models (divisi models list)', twoModels)),
    reference: text('DIR', 'the isolated originals, named as the stems (viola.wav for viola)'),
    out: text('DIR', 'keeps the stems there; files of the same names are replaced'),
    replace: flag(
      'removes earlier stems there that these separations do not write, unless they were changed',
    ),
    ...separating,
    json,
  },
  json: `{"seconds", "models": [{"model", "version", "effort", "provider", "took_s", "separating_s", "folder", "notes"}, …], "stems":
    {"viola": {"agreement_db", "models": {MODEL: {"rms_dbfs", "si_sdr_improvement"} or null, …}}, …}, "unordered": [["violin-1", "violin-2"], …],
    "unmatched": […]}; figures that do not exist are null, unordered are stems whose names the models may have in another order`,
  async run({ values, positionals }, io) {
    const compared = await withWork(io, (work) =>
      compareModels(
        {
          file: positionals[0] ?? '',
          players: values.instruments,
          modelIds: values.models,
          outDir: values.out,
          replace: values.replace,
          referenceDir: values.reference,
          ...separatingOf(values),
        },
        work,
      ),
    );
    for (const note of notesOf(compared)) io.err.write(`note: ${note}\n`);
    print(io, values.json, toJson(compared), () => inWords(compared, values.reference !== undefined));
  },
});

/** @throws Failure `call/invalid` */
function twoModels(given: string, name: string): readonly [string, string] {
  const [a = '', b = '', ...more] = given.split(',');
  if (a === '' || b === '' || more.length > 0) {
    throw invalid(`${name} takes two models, as in harmonic-unet,conv-tasnet, not "${given}"`);
  }
  return [a, b];
}

/** What concerns both models is said once, and what concerns one is said with its name. */
function notesOf({ models, unordered, unmatched }: ModelComparison): string[] {
  const [a, b] = models;
  const own = ({ model, notes }: ComparedModel, other: ComparedModel): string[] =>
    notes.filter((note) => !other.notes.includes(note)).map((note) => `${model}: ${note}`);
  return [
    ...a.notes.filter((note) => b.notes.includes(note)),
    ...own(a, b),
    ...own(b, a),
    ...unordered.map(
      (group) =>
        `The models may have the names of ${group.join(', ')} in another order; their figures then compare different players`,
    ),
    ...(unmatched.length === 0 ? [] : [`fits no stem: ${unmatched.join(', ')}`]),
  ];
}

const toJson = ({ seconds, models, stems, unordered, unmatched }: ModelComparison) => ({
  seconds,
  models: models.map(({ tookSeconds, separatingSeconds, folder, notes, ...model }) => ({
    ...model,
    took_s: tookSeconds,
    separating_s: separatingSeconds,
    folder: folder === null ? null : resolve(folder),
    notes,
  })),
  stems: Object.fromEntries(
    stems.map(({ name, of, agreement }) => [
      name,
      {
        agreement_db: agreement,
        models: Object.fromEntries(models.map(({ model }, at) => [model, stemToJson(of[at] ?? null)])),
      },
    ]),
  ),
  unordered,
  unmatched,
});

const stemToJson = (stem: StemOfModel | null) =>
  stem === null ? null : { rms_dbfs: stem.levelDb, si_sdr_improvement: stem.siSdrImprovement };

function inWords({ seconds, models, stems }: ModelComparison, withReference: boolean): string {
  const [a, b] = models;
  const kept = models.flatMap(({ folder }) => (folder === null ? [] : [`  ${folder}`]));
  return [
    `${seconds.toFixed(1)} s with two models:`,
    modelLine('A', a, seconds),
    modelLine('B', b, seconds),
    '',
    ...table([
      ['', 'A dBFS', 'B dBFS', 'agreement', ...(withReference ? ['A gained', 'B gained'] : [])],
      ...stems.map((stem) => rowOf(stem, withReference)),
    ]),
    ...(kept.length === 0 ? [] : ['', 'The stems are in', ...kept]),
    '',
  ].join('\n');
}

function modelLine(
  letter: string,
  { model, version, effort, provider: on, tookSeconds }: ComparedModel,
  seconds: number,
): string {
  // The start of a short run is not representative of the speed on long files.
  const speed = seconds < 10 ? '' : ` (${(tookSeconds / seconds).toFixed(2)} x)`;
  return `  ${letter}  ${model} ${version}, ${effort} effort, on ${on}: ${tookSeconds.toFixed(1)} s${speed}`;
}

function rowOf({ label, of, agreement }: ComparedStems, withReference: boolean): string[] {
  const db = (level: number | null | undefined): string => level?.toFixed(1) ?? '-';
  const level = (stem: StemOfModel | null): string =>
    stem === null ? '-' : (stem.levelDb?.toFixed(1) ?? 'silent');
  return [
    label,
    ...of.map(level),
    db(agreement),
    ...(withReference ? of.map((stem) => db(stem?.siSdrImprovement)) : []),
  ];
}

/** The first column is aligned left, the others right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return rows.map(([name = '', ...cells]) =>
    `${name.padEnd(width)}${cells.map((cell) => cell.padStart(11)).join('')}`.trimEnd(),
  );
}
