import type { Listener } from '../../../src-shared/contract/listeners.ts';
import { levelsAt, type Audiogram, type NamedHearing } from '../../../src-shared/hearing/audiogram.ts';
import { listenersToCsv, listenersToJson } from '../../../src-shared/hearing/listener-file.ts';
import { standardHearing, STANDARD_NAMES } from '../../../src-shared/hearing/standard-audiograms.ts';
import { importListeners, listenersIn, removeListeners } from '../../app/listeners-in-library.ts';
import { thisProgram } from '../../app/program/program.ts';
import type { Io } from './call.ts';
import { command, group } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { flag, invalid, text } from './options.ts';
import { onOneLine } from './terminal.ts';
import { print } from './use-case.ts';
import { writeResult } from './write-result.ts';

const library = libraryOption('the library');
const replace = flag('replaces what is there: a listener of the same code (import), a file (export)');
const STANDARD: readonly NamedHearing[] = STANDARD_NAMES.map((name) => ({
  name,
  hearing: standardHearing(name),
}));

const list = command({
  name: 'listeners list',
  summary: 'Lists listeners, and the standard audiograms',
  positionals: [],
  about: `Lists the library's listeners with the mean hearing level of each ear (at 500, 1000, 2000 and 4000 Hz), and the
    standard audiograms that every command knows (Bisgaard, Vlaming and Dahlquist 2010; NH has no loss). --json has
    the whole audiograms.`,
  options: { library, json },
  json: '{"listeners": [{"code", "left": {"frequencies_hz", "levels_db_hl"}, "right": …}], "standard": […]}',
  async run({ values }, io) {
    const listeners = await known(values.library, io);
    const asJson = { listeners: listeners.map(toJson), standard: STANDARD.map(toJson) };
    print(io, values.json, asJson, () =>
      [
        ...(listeners.length === 0 ? ['The library has no listeners\n'] : tableOf(listeners)),
        '\nStandard audiograms, for both ears\n',
        ...tableOf(STANDARD),
      ].join(''),
    );
  },
});

const importCommand = command({
  name: 'listeners import',
  summary: 'Takes the listeners of files into the library',
  positionals: ['FILE…'],
  about: `Reads the JSON of the Clarity and Cadenza challenges, or tables (CSV) with the columns listener, ear (left or right),
    250, 500 and so on. Give listeners codes, never names: the library keeps their audiograms under these.
    Either all listeners are taken, or none. Where there is no library, one is made.`,
  options: { replace, library, json },
  json: '{"added": […], "replaced": […], "known": […]}',
  async run({ values, positionals }, io) {
    const done = await importListeners(thisProgram(), values.library, positionals, values.replace);
    print(io, values.json, done, () =>
      [
        `Listeners: ${done.added.length} added, ${done.replaced.length} replaced, ${done.known.length} there already\n`,
        ...done.added.map((name) => `  added  ${onOneLine(name)}\n`),
        ...done.replaced.map((name) => `  replaced  ${onOneLine(name)}\n`),
      ].join(''),
    );
  },
});

const exportCommand = command({
  name: 'listeners export',
  summary: 'Writes listeners to a file',
  positionals: ['[CODE…]'],
  about: `Writes listeners of the library, or standard audiograms, in the format that "import" reads: a table where FILE ends in
    .csv, and otherwise the JSON of the Clarity and Cadenza challenges. Without a CODE, all listeners of the library.`,
  options: {
    out: text('FILE', 'the file; stdout, as JSON, where left out'),
    replace,
    library,
  },
  async run({ values, positionals }, io) {
    const { out } = values;
    const listeners = chosen(await known(values.library, io), positionals);
    const isTable = out?.toLowerCase().endsWith('.csv') === true;
    await writeResult(io, isTable ? listenersToCsv(listeners) : listenersToJson(listeners), values);
  },
});

const remove = command({
  name: 'listeners remove',
  summary: 'Removes listeners from the library',
  positionals: ['CODE…'],
  about: `Deletes listeners and their audiograms from the library. Earlier backups keep them, and so do projects and listening
    tests that were fitted to them.`,
  options: { library, json },
  json: '{"removed": […]}',
  async run({ values, positionals }, io) {
    await removeListeners(values.library, positionals);
    print(io, values.json, { removed: positionals }, () =>
      positionals.map((name) => `Removed ${onOneLine(name)}\n`).join(''),
    );
  },
});

export const listeners = group(
  {
    name: 'listeners',
    summary: 'Lists, imports, exports and removes listeners and their audiograms',
    about:
      'Listeners are people whose hearing is known. A library keeps their audiograms under codes, for fittings, measures and listening tests.',
  },
  [list, importCommand, exportCommand, remove],
);

/** The library's own; the standard audiograms need no library. */
async function known(libraryDir: string, io: Io): Promise<readonly Listener[]> {
  const own = await listenersIn(libraryDir);
  if (own === null) io.err.write(`note: there is no library in "${libraryDir}"\n`);
  return own ?? [];
}

function chosen(own: readonly Listener[], names: readonly string[]): readonly NamedHearing[] {
  if (names.length > 0) {
    return names.map((name) => {
      const found = [...own, ...STANDARD].find((listener) => listener.name === name);
      if (found === undefined)
        throw invalid(`"${name}" is neither a listener of the library nor a standard audiogram`);
      return found;
    });
  }
  if (own.length === 0) throw invalid('The library has no listeners');
  return own;
}

const toJson = ({ name, hearing }: NamedHearing) => ({
  code: name,
  left: audiogramJson(hearing.left),
  right: audiogramJson(hearing.right),
});

const audiogramJson = ({ frequenciesHz, levelsDbHl }: Audiogram) => ({
  frequencies_hz: frequenciesHz,
  levels_db_hl: levelsDbHl,
});

/** The frequencies whose mean stands for an ear (WHO, 1991). */
const MEAN_OF_HZ = [500, 1000, 2000, 4000];

function tableOf(listeners: readonly NamedHearing[]): string[] {
  const width = Math.max(8, ...listeners.map(({ name }) => onOneLine(name).length)) + 2;
  const mean = (ear: Audiogram): string => {
    const levels = levelsAt(ear, MEAN_OF_HZ);
    return (levels.reduce((sum, level) => sum + level, 0) / levels.length).toFixed(1).padStart(8);
  };
  return [
    `${'code'.padEnd(width)}${'left'.padStart(8)}${'right'.padStart(8)}  dB HL\n`,
    ...listeners.map(
      ({ name, hearing: { left, right } }) => `${onOneLine(name).padEnd(width)}${mean(left)}${mean(right)}\n`,
    ),
  ];
}
