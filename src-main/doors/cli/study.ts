import { StudyId } from '../../../src-shared/project/ids.ts';
import {
  createStudy,
  studiesIn,
  studyParticipants,
  studyResultsText,
} from '../../app/studies/from-command-line.ts';
import { command, group } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { choice, flag, invalid, text, value, wholeNumber } from './options.ts';
import { onOneLine } from './terminal.ts';
import { print, withWork } from './use-case.ts';
import { writeResult } from './write-result.ts';

const library = libraryOption('the library');

const create = command({
  name: 'study create',
  summary: 'Makes a listening test from a design, or from a webMUSHRA configuration',
  positionals: ['FILE.yaml'],
  about: `Reads a webMUSHRA configuration, copies its sounds into the library, and prepares them for participants. The
    configuration's paths are matched to the files by their names and the folders above them. Pages of the type "abx" are
    read too, with the same fields as "mushra" and "repetitions". A design (YAML or JSON) has name, kind (mushra, abx, paired),
    conditions and trials, and names what the library holds. A condition has a name and may have a treatment through which it is heard,
    heard: {listener: a listener’s code or N1-N7 or S1-S3, fitting: none|nal-r|camfit, loss: none|plain|smeared-3|smeared-6,
    fullScaleDbSpl}; referenceHeard is that of the reference. A trial has name, practice, from and to in seconds, reference, and
    sounds by the condition’s name. A sound is the id of a recording, stem or project, the path of a file, or
    {recording: ID, model: ID, part: mix or a stem’s label}. The settings of the window (question, instructions, levelMatch,
    anchors, repetitions, loop, …) may be there too.`,
  options: {
    sounds: text('DIR', 'the folder with the sounds; the configuration’s own where left out'),
    library,
    json,
  },
  json: '{"id", "name", "trials", "notes": […]}',
  async run({ values, positionals }, io) {
    const made = await withWork(io, (work) =>
      createStudy(values.library, positionals[0] ?? '', values.sounds, work),
    );
    print(io, values.json, made, () =>
      [`${made.id}  ${onOneLine(made.name)}, trials: ${made.trials}`, ...made.notes]
        .map((line) => `${line}\n`)
        .join(''),
    );
  },
});

const list = command({
  name: 'study list',
  summary: 'Lists the listening tests of a library',
  positionals: [],
  about: 'Lists the listening tests of a library, also while a window has it open.',
  options: { library, json },
  json: '{"studies": [{"id", "name", "kind", "trials", "participants", "finished", "version", "prepared"}]}',
  async run({ values }, io) {
    const studies = (await withWork(io, (work) => studiesIn(values.library, work))).map(
      ({ id, name, kind, trials, participants, finished, revision, preparedRevision }) => ({
        ...{ id, name, kind, trials, participants, finished },
        version: revision,
        prepared: preparedRevision,
      }),
    );
    print(io, values.json, { studies }, () =>
      studies
        .map(
          ({ id, name, kind, trials, participants, finished }) =>
            `${id}  ${kind}  ${onOneLine(name)}  trials: ${trials}, finished: ${finished} of ${participants}\n`,
        )
        .join(''),
    );
  },
});

const links = command({
  name: 'study links',
  summary: 'Prints the links of a study’s participants, and adds some',
  positionals: ['ID'],
  about: `Prints one link a participant. They work while "divisi serve" has the library open; each opens the test and
    nothing else. Participants can only be added while no other program has the library open.`,
  options: {
    add: value('N', 'adds so many participants first', wholeNumber(1, 200)),
    url: text(
      'URL',
      'where "divisi serve" is reached, as https://lab.example:4847; left out: only the paths',
    ),
    library,
    json,
  },
  json: '{"participants": [{"participant", "link", "state", "answered", "screens", "seed"}]}',
  async run({ values, positionals }, io) {
    const id = studyId(positionals[0]);
    const base = baseOf(values.url);
    const found = await withWork(io, (work) => studyParticipants(values.library, id, values.add ?? 0, work));
    const participants = found.map(({ label, path, state, answered, screens, seed }) => ({
      participant: label,
      link: `${base}${path}`,
      ...{ state, answered, screens, seed },
    }));
    print(io, values.json, { participants }, () =>
      participants
        .map(
          ({ participant, link, state, answered, screens }) =>
            `${participant}  ${link}  ${state}, ${answered} of ${screens}\n`,
        )
        .join(''),
    );
  },
});

const results = command({
  name: 'study results',
  summary: 'Writes the answers of a study',
  positionals: ['ID'],
  about: `Writes every answer with every setting as long CSV, one row a sound; --format json adds the study's versions, the
    levels of the sounds, the questions at the end and the statistics. Works while participants answer.`,
  options: {
    format: choice(['csv', 'json'], 'csv where left out'),
    out: text('FILE', 'the file; stdout where left out'),
    replace: flag('replaces a file that is there'),
    library,
  },
  async run({ values, positionals }, io) {
    const content = await studyResultsText(values.library, studyId(positionals[0]), values.format ?? 'csv');
    if (content === '') io.err.write('note: there are no final answers yet\n');
    await writeResult(io, content, values);
  },
});

export const study = group(
  { name: 'study', summary: 'Listening tests: MUSHRA, ABX, paired comparison', about: '' },
  [create, list, links, results],
);

function studyId(given: string | undefined): StudyId {
  const id = StudyId.safeParse(given);
  if (!id.success) throw invalid(`"${given ?? ''}" is not the ID of a study; divisi study list prints them`);
  return id.data;
}

function baseOf(url: string | undefined): string {
  if (url === undefined) return '';
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw invalid(`--url "${url}" is not a web address`);
  return parsed.origin;
}
