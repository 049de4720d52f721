import { resolve } from 'node:path';
import { Container } from '../../../src-shared/contract/audio.ts';
import type { NotesSource } from '../../app/files/notes-to-tell.ts';
import { separateFile } from '../../app/files/separate-file.ts';
import type { SeparationLog, SeparationReport } from '../../app/files/separation-report.ts';
import { undeclaredWords } from '../../../src-shared/quality/undeclared.ts';
import { en } from '../../../src-shared/words/en/index.ts';
import { command } from './command.ts';
import { bitDepth, ensemble, json } from './common-options.ts';
import { byDefault, choice, flag, invalid, required, text, value } from './options.ts';
import { separating, separatingOf } from './separating.ts';
import { print, withWork } from './use-case.ts';

export const separate = command({
  name: 'separate',
  summary: 'Takes a recording apart into its players and the rest',
  positionals: ['FILE'],
  about: `Writes DIR/violin-1.wav, violin-2.wav, viola.wav, cello.wav and rest.wav, which add up to the recording
    exactly, separation.json (what was done, with everything needed to repeat it), project.json (for divisi remix) and
    separation.log.json (when, where and how long). On one processor the same call gives the same bytes, but for the log.`,
  options: {
    instruments: required(
      ensemble(
        'who plays, as in violin:2,viola,cello; a player that the model can’t separate stays in the rest',
      ),
    ),
    out: required(text('DIR', 'made where it is missing; files of the same names are replaced')),
    replace: flag(
      'removes the stems and notes of an earlier separation in DIR that this one does not write, unless they were changed',
    ),
    model: text('ID', 'which model (divisi models list); the default one where left out'),
    notes: text(
      'FILE',
      `what the players play, for models that take notes: a notes document (.json), a table (.csv) with the columns
      player, onset_s, offset_s and pitch (MIDI), or a MIDI file at the recording’s own times; a copy goes to DIR/notes.json`,
    ),
    score: text(
      'SCORE',
      `a score (MusicXML, MEI, Humdrum, ABC or MIDI) that is aligned with the recording first, as divisi align does; the
      model gets its notes. A score that does not fit is refused`,
    ),
    'heard-notes': flag(
      `without a score: the model listens first for who plays what, and gets what it heard; it helps most where players
      are alike, as two violins are. Two unlike players, violins beside violas, and a recording in which too little is heard are separated
      without notes`,
    ),
    format: byDefault(choice(Container.options, 'format of the files'), 'wav'),
    'bit-depth': bitDepth,
    'lower-by': value('DB', 'lowers all files alike, where a depth of 16 or 24 bits would clip', reduction),
    ...separating,
    json,
  },
  json: `{"model", "seconds", "took_s", "provider", "stems": {"viola": {"file", …}, …, "rest": {…}}, "undeclared": [{"instrument", "share"}, …],
    "heard": {"notes", "confidence", "player_confidence", "doubtful"} or null, "unordered": [["violin-1", "violin-2"], …], …}, as separation.json
    and its log have it, but with whole paths; undeclared names instruments that are not in the list and seem to play, player_confidence is
    how likely a heard note is its player's (each note's is in notes.json), unordered are stems of which nothing tells which is whose`,
  async run({ values, positionals }, io) {
    const { notes, score, out } = values;
    if (notes !== undefined && score !== undefined) {
      throw invalid('--notes and --score exclude each other: a score gives the notes');
    }
    const heard = values['heard-notes'];
    if (heard && (notes !== undefined || score !== undefined)) {
      throw invalid('--heard-notes works without notes and without a score: leave --notes and --score out');
    }
    const { report, log } = await withWork(io, (work) =>
      separateFile(
        {
          file: positionals[0] ?? '',
          outDir: out,
          replace: values.replace,
          players: values.instruments,
          modelId: values.model,
          ...separatingOf(values),
          container: values.format,
          depth: values['bit-depth'],
          commonGainDb: -(values['lower-by'] ?? 0),
          told: toldBy(notes, score, heard),
        },
        work,
      ),
    );
    const undeclared = undeclaredWords(report.undeclared, en);
    if (undeclared !== null) io.err.write(`warning: ${undeclared.title} ${undeclared.advice}\n`);
    for (const note of report.notes) io.err.write(`note: ${note}\n`);
    print(io, values.json, withPaths(report, log, out), () => inWords(report, log, out));
  },
});

function toldBy(notes: string | undefined, score: string | undefined, heard: boolean): NotesSource {
  if (notes !== undefined) return { notes };
  if (score !== undefined) return { score };
  return heard ? { heard: true } : null;
}

function reduction(given: string, name: string): number {
  if (!/^\d{1,2}(\.\d{1,3})?$/.test(given) || Number(given) > 60) {
    throw invalid(`${name} takes dB from 0 to 60, not "${given}"`);
  }
  return Number(given);
}

/**
 * Makes paths absolute in the printed report, so that a script need not know the working directory. The report file
 * next to the stems keeps relative paths, so the folder can be moved.
 */
function withPaths(report: SeparationReport, { took_s, separating_s }: SeparationLog, outDir: string) {
  const { recording } = report;
  const stems = Object.entries(report.stems).map(
    ([name, stem]) => [name, { ...stem, file: resolve(outDir, stem.file) }] as const,
  );
  return {
    ...report,
    ...{ took_s, separating_s },
    recording: { ...recording, file: resolve(outDir, recording.file) },
    stems: Object.fromEntries(stems),
  };
}

function inWords(report: SeparationReport, { took_s: took }: SeparationLog, outDir: string): string {
  const lines = Object.values(report.stems).map(({ file, label, rms_dbfs: rms }) => {
    const level = rms === null ? 'silent' : `${rms.toFixed(1)} dBFS RMS`;
    return `  ${file}  ${label}, ${level}`;
  });
  // The start of a short run is not representative of the speed on long files.
  const speed = report.seconds < 10 ? '' : ` (${(took / report.seconds).toFixed(2)} x)`;
  const head = `${report.seconds.toFixed(1)} s separated in ${took.toFixed(1)} s${speed} with ${report.model} ${report.model_version} on ${report.provider}`;
  return `${[head, `${outDir}:`, ...lines].join('\n')}\n`;
}
