import { editSeparation } from '../../app/files/edit-separation.ts';
import { readSelection } from '../../app/files/selection-file.ts';
import {
  BAND_CENTS,
  HARMONICS,
  rectangleSelection,
  type SoundSelection,
} from '../../../src-shared/project/sound-selection.ts';
import { command } from './command.ts';
import { from, json, to, requireForwards } from './common-options.ts';
import { editedJson, editedText } from './edited.ts';
import { byDefault, flag, invalid, required, text, value } from './options.ts';
import { print, withWork } from './use-case.ts';

const REST = 'rest';
const LEVEL_DB = { least: -96, most: 24 } as const;
const HIGHEST_HZ = 1_000_000;

export const edit = command({
  name: 'edit',
  summary: 'Moves sound of a stem to another one, or makes it louder or softer',
  positionals: ['PROJECT.json', 'STEM'],
  about: `Takes selected sound out of one of the stems beside a project.json that divisi separate wrote, and adds it to
    another one; with --level it gets louder or softer, and the rest takes the difference. The sound is a passage (--from and --to),
    in it a band (--low and --high) or the harmonics of a note (--pitch), or whatever a --selection describes. Stems are
    named as their files: violin-1, rest. They still add up to the recording.`,
  options: {
    out: required(text('DIR', 'made where it is missing; may be the project’s own folder, with --force')),
    force: flag('replaces the project and the stems in DIR'),
    'send-to': text('STEM', 'which stem gets the sound'),
    level: value('DB', `instead of --send-to: from ${LEVEL_DB.least} to ${LEVEL_DB.most}`, level),
    from,
    to,
    low: value('HZ', 'the lowest frequency', hertz),
    high: value('HZ', 'the highest frequency', hertz),
    pitch: value('HZ', 'a note’s fundamental: its harmonics are selected, and nothing between them', hertz),
    harmonics: byDefault(value('N', 'how many of them', number(HARMONICS, true)), '16'),
    cents: byDefault(value('CENTS', 'the width of each', number(BAND_CENTS, false)), '100'),
    selection: text(
      'FILE.json',
      `a list of shapes, in samples of the recording: {"kind": "rectangle", "from", "to", "lowHz", "highHz"},
      {"kind": "lasso", "points": [{"at", "hz"}, …]}, {"kind": "harmonics", "from", "to", "hz", "count", "cents"},
      {"kind": "brush", "points", "seconds", "semitones"}; "erase": true takes a shape away again`,
    ),
    json,
  },
  json: '{"from_s", "to_s", "stems": {"violin-1": {"file", "changed"}, …}}',
  async run({ values, positionals }, io) {
    requireForwards(values);
    const [project = '', source = ''] = positionals;
    const { level: db, selection: file, low, high, pitch } = values;
    const sendTo = values['send-to'];
    if ((sendTo === undefined) === (db === undefined)) {
      throw invalid('one of --send-to and --level is needed, and not both');
    }
    if (db !== undefined && source === REST) throw invalid('--level changes a stem against the rest');
    const isBand = low !== undefined || high !== undefined;
    const isTimed = values.from !== undefined || values.to !== undefined;
    if (file !== undefined && (isBand || isTimed || pitch !== undefined)) {
      throw invalid('--selection says where the sound is: leave out --from, --to, --low, --high and --pitch');
    }
    if (pitch !== undefined && isBand) throw invalid('--pitch and --low or --high exclude each other');
    if ((low ?? 0) >= (high ?? Infinity)) throw invalid('--high must lie above --low');
    const selectionAt = (sampleRate: number, whole: { from: number; to: number }): SoundSelection => {
      const at = (seconds: number | undefined, end: number): number =>
        seconds === undefined ? end : Math.round(seconds * sampleRate);
      const [begin, end] = [at(values.from, whole.from), at(values.to, whole.to)];
      if (pitch === undefined) return rectangleSelection(begin, end, low ?? null, high ?? null);
      const { harmonics: count, cents } = values;
      return [{ kind: 'harmonics', erase: false, from: begin, to: end, hz: pitch, count, cents }];
    };
    const asked = {
      kind: 'move' as const,
      source,
      target: sendTo ?? REST,
      share: db === undefined ? 1 : 1 - 10 ** (db / 20),
      selectionAt: file === undefined ? selectionAt : () => readSelection(file),
    };
    const edited = await withWork(io, (work) =>
      editSeparation({ project, outDir: values.out, replace: values.force, edit: asked }, work),
    );
    print(io, values.json, editedJson(edited), () => editedText(edited, values.out));
  },
});

function level(given: string, name: string): number {
  const db = Number(given);
  if (given.trim() !== '' && db >= LEVEL_DB.least && db <= LEVEL_DB.most && db !== 0) return db;
  throw invalid(`${name} takes dB from ${LEVEL_DB.least} to ${LEVEL_DB.most}, other than 0, not "${given}"`);
}

function hertz(given: string, name: string): number {
  const hz = Number(given);
  if (given.trim() !== '' && hz > 0 && hz <= HIGHEST_HZ) return hz;
  throw invalid(`${name} takes a frequency in Hz, not "${given}"`);
}

function number({ least, most }: { readonly least: number; readonly most: number }, isWhole: boolean) {
  return (given: string, name: string): number => {
    const found = Number(given);
    const fits = given.trim() !== '' && found >= least && found <= most;
    if (fits && (!isWhole || Number.isInteger(found))) return found;
    throw invalid(
      `${name} takes a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}, not "${given}"`,
    );
  };
}
