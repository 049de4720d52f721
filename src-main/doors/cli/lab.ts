import { Failure } from '../../../src-shared/contract/failure.ts';
import { makeArchive } from '../../app/lab/make-archive.ts';
import { repeatArchive, type Repeated } from '../../app/lab/repeat-archive.ts';
import { StudyId } from '../../../src-shared/project/ids.ts';
import { namedListeners } from '../../app/named-listeners.ts';
import { command, group } from './command.ts';
import { json, libraryOption, modelsLibrary } from './common-options.ts';
import { listenersOption } from './fitting-options.ts';
import { flag, invalid, repeatable, required, text, value } from './options.ts';
import { onOneLine } from './terminal.ts';
import { print, withWork } from './use-case.ts';

const archive = command({
  name: 'lab archive',
  summary: 'Puts separations, Cadenza runs and listening tests into one archive that repeats them',
  positionals: ['[DIR…]'],
  about: `DIR is a folder that divisi separate or divisi cad2 wrote. The archive has the hashes of recordings, model, notes and
    stems, every setting, and the results: for a separation its figures, with --reference also those of divisi evaluate;
    for a Cadenza run its scenes, gains, listeners and scores, and the hashes of its files; for a listening test its
    versions, seeds, answers, plans and statistics. What was changed since is refused. The same
    results give the same bytes. Answers to a study's open questions are in it as participants wrote them.`,
  options: {
    out: required(text('FILE', 'the archive (.zip); replaced whole or not at all')),
    study: repeatable(value('ID', 'a listening test of the library', studyId)),
    reference: text('DIR', 'measures the only DIR against these isolated originals'),
    bss: flag('measures BSSEval v4 too'),
    listener: listenersOption,
    'with-sounds': flag(
      'puts recordings, references and what a test plays into the archive; only their hashes otherwise',
    ),
    library: libraryOption(
      'the library of the listening tests, and of listeners that are given by their codes',
    ),
    json,
  },
  json: '{"file", "runs", "cad2", "studies", "entries"}',
  async run({ values, positionals }, io) {
    if (values.reference === undefined && (values.bss || values.listener !== undefined)) {
      throw invalid('--bss and --listener need --reference');
    }
    const { out, listener } = values;
    const listeners = listener === undefined ? [] : await namedListeners(listener, values.library);
    const manifest = await withWork(io, (work) =>
      makeArchive(
        {
          runs: positionals,
          studies: values.study,
          libraryDir: values.library,
          out,
          referenceDir: values.reference,
          bss: values.bss,
          listeners,
          withSounds: values['with-sounds'],
        },
        work,
      ),
    );
    const [runs, cad2, studies] = [manifest.runs.length, manifest.cad2.length, manifest.studies.length];
    const entries = Object.keys(manifest.entries).length;
    print(io, values.json, { file: out, runs, cad2, studies, entries }, () => {
      return `${out}: separations: ${runs}, Cadenza runs: ${cad2}, listening tests: ${studies}\n`;
    });
  },
});

const run = command({
  name: 'lab run',
  summary: 'Repeats what an archive contains, and compares',
  positionals: ['ARCHIVE'],
  about: `Separates and evaluates again with the archived settings, does a Cadenza run's scenes again, computes a listening
    test's plans and statistics again from its seeds and answers, renders its sounds again, and compares every figure,
    and files by their hashes. Exit status 0: all are identical; 3: some differ, and the
    table says which. Nothing in an archive is executed.`,
  options: {
    sounds: repeatable(text('DIR|FILE', 'where to look for sounds of which the archive has only hashes')),
    out: text('DIR', 'keeps what the repetition writes'),
    library: modelsLibrary,
    json,
  },
  json: `{"identical", "computed_by": {"archived": {…}, "now": {…}}, "parts": [{"name", "kind", "compared",
    "differences": [{"what", "archived", "now"}], "left_out": ["…"]}]}`,
  async run({ values, positionals }, io) {
    const repeated = await withWork(io, (work) =>
      repeatArchive(
        {
          archive: positionals[0] ?? '',
          sounds: values.sounds,
          libraryDir: values.library,
          outDir: values.out,
        },
        work,
      ),
    );
    const { identical, parts } = repeated;
    print(io, values.json, toJson(repeated), () => inWords(repeated));
    if (identical) return;
    const differing = parts.reduce((sum, { differences }) => sum + differences.length, 0);
    throw new Failure('lab/differs', `The repetition differs in ${differing} figures`);
  },
});

export const lab = group({ name: 'lab', summary: 'Archives that repeat results', about: '' }, [archive, run]);

function studyId(given: string): StudyId {
  const id = StudyId.safeParse(given);
  if (!id.success) throw invalid(`"${given}" is not the ID of a study; divisi study list prints them`);
  return id.data;
}

const toJson = ({ identical, computedBy, parts }: Repeated) => ({
  ...{ identical, computed_by: computedBy },
  parts: parts.map(({ leftOut, ...part }) => ({ ...part, left_out: leftOut })),
});

function inWords({ computedBy: { archived, now }, parts }: Repeated): string {
  const machines =
    JSON.stringify(archived) === JSON.stringify(now)
      ? []
      : [['archived by', archived] as const, ['repeated by', now] as const].map(
          ([who, by]) =>
            `${who}: ${onOneLine(by.program)}, commit ${by.commit ?? 'unknown'}, ${onOneLine(`${by.platform}, ${by.cpu}`)}\n`,
        );
  const lines = parts.map(({ name, compared, differences, leftOut }) =>
    [
      `${onOneLine(name)}: ${compared - differences.length} of ${compared} figures are identical\n`,
      ...differences.map(({ what, archived: before, now: after }) => {
        const shown = (figure: unknown) =>
          onOneLine(figure === undefined ? '-' : JSON.stringify(figure)).slice(0, 80);
        return `  ${onOneLine(what)}: ${shown(before)} was archived, now ${shown(after)}\n`;
      }),
      ...leftOut.map((why) => `  ${onOneLine(why)}\n`),
    ].join(''),
  );
  return [...machines, ...lines].join('');
}
