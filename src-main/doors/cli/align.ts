import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { Repeats, type AlignedBar, type AlignmentReport } from '../../../src-shared/project/alignment.ts';
import { canonicalNotes } from '../../../src-shared/project/notes.ts';
import { parseEnsemble } from '../../../src-shared/project/players.ts';
import { forkProcess } from '../../jobs/tasks/fork-process.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import { readScoreSafely } from '../../jobs/tasks/score-reading.ts';
import type { AlignResult } from '../../notes/align-task.ts';
import { notesHash } from '../../notes/hash.ts';
import { notesToMidi } from '../../notes/write-midi.ts';
import { notesToMusicXml } from '../../notes/write-musicxml.ts';
import { invalid, oneOf, parseCall, required, type Command, type Io } from './call.ts';
import { writeWhole } from './folders.ts';
import { formatSpan, Progress } from './progress.ts';
import { audioOf, existingFile, parseChannels, readSource } from './source.ts';

const OPTIONS = {
  score: { type: 'string' },
  players: { type: 'string' },
  repeats: { type: 'string' },
  out: { type: 'string' },
  channels: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const WRITERS: Readonly<Record<string, (result: AlignResult) => string | Uint8Array>> = {
  '.json': ({ notes }) => canonicalNotes(notes),
  '.mid': ({ notes }) => notesToMidi(notes),
  '.musicxml': ({ notes, report }) => notesToMusicXml(notes, report),
};

export const align: Command = {
  name: 'align',
  summary: 'Finds where each bar and note of a score is in a recording',
  help: `Usage: divisi align FILE --score SCORE [OPTIONS]

Reads SCORE (MusicXML, .mxl, MEI, Humdrum, ABC or MIDI), finds it in FILE and prints where each bar is and how well it
fits, from 0 (no better than other notes would) to 1. The score may hold more than the recording, or less. A score that
does not fit is refused: then the exit status is 3.

  --score SCORE        the score
  --players LIST       who plays, as in violin:2,viola,cello; taken from the score where left out
  --repeats R          as-written or left-out; whichever fits best where left out
  --out NOTES          writes the notes: .json (for divisi separate --notes), .mid or .musicxml
  --channels A,B       which channels of a file with more than two, from 1
  --json               one JSON object on stdout:
    {"fit", "repeats", "tuning_hz", "tempo", "notes", "notes_sha256", "parts": [{"name", "player", "notes"}],
     "bars": [{"label", "pass", "start_s", "end_s", "fit"}]}; times are null for bars that FILE does not hold`,
  run,
};

async function run(args: readonly string[], io: Io): Promise<void> {
  const { values, positionals } = parseCall(args, OPTIONS, ['FILE']);
  const scorePath = await existingFile(required(values.score, '--score'));
  const players = values.players === undefined ? null : parseEnsemble(values.players);
  const repeats = values.repeats === undefined ? null : oneOf(values.repeats, Repeats.options, '--repeats');
  const channels = values.channels === undefined ? undefined : parseChannels(values.channels);
  const writer = values.out === undefined ? null : WRITERS[extname(values.out).toLowerCase()];
  if (writer === undefined) throw invalid('--out takes a file that ends in .json, .mid or .musicxml');
  const progress = new Progress(io.err);
  const scratch = await mkdtemp(join(tmpdir(), 'divisi-align-'));
  try {
    const { signal } = io;
    await readScoreSafely(forkProcess, scorePath, signal);
    const source = await readSource(positionals[0] ?? '', scratch, {
      signal,
      onProgress: progress.step(0.4),
      ...(channels === undefined ? {} : { channels }),
    });
    const result = await runTask(
      forkProcess,
      'align',
      {
        audio: audioOf(source),
        recordingSha256: source.sha256,
        scorePath,
        players,
        matching: null,
        repeats,
        anchors: [],
      },
      { signal, onProgress: progress.step(0.6) },
    );
    progress.end();
    for (const note of [...source.notes, ...result.report.notices]) io.err.write(`note: ${note}\n`);
    if (values.out !== undefined && writer !== null) await writeWhole(resolve(values.out), writer(result));
    io.out(values.json === true ? `${JSON.stringify(toJson(result))}\n` : toText(result));
  } finally {
    progress.end();
    await rm(scratch, { recursive: true, force: true });
  }
}

const milli = (samples: number | null, sampleRate: number): number | null =>
  samples === null ? null : Math.round((1000 * samples) / sampleRate) / 1000;

function toJson({ notes, report }: AlignResult) {
  const { sampleRate } = notes;
  return {
    fit: report.fit,
    repeats: report.repeats,
    tuning_hz: report.tuningHz,
    tempo: report.tempo,
    notes: notes.notes.length,
    notes_sha256: notesHash(notes),
    parts: report.parts,
    bars: report.bars.map(({ label, pass, start, end, fit }) => ({
      label,
      pass,
      start_s: milli(start, sampleRate),
      end_s: milli(end, sampleRate),
      fit,
    })),
  };
}

function toText({ notes, report }: AlignResult): string {
  const lines = report.bars.map((bar) => barLine(bar, notes.sampleRate));
  const parts = report.parts.map(
    ({ name, player, notes: count }) => `${name}: ${player ?? 'nobody'} (${count} notes)`,
  );
  return [...lines, '', ...parts, summary(report), ''].join('\n');
}

function barLine({ label, pass, start, end, fit }: AlignedBar, sampleRate: number): string {
  const name = `bar ${label}${pass > 1 ? ` (time ${pass})` : ''}`.padEnd(16);
  if (start === null || end === null) return `${name}not in the recording`;
  const span = `${formatSpan(start / sampleRate)}-${formatSpan(end / sampleRate)}`;
  return `${name}${span.padEnd(14)}${fit === null ? '-' : fit.toFixed(2)}`;
}

const summary = ({ fit, tuningHz, repeats }: AlignmentReport): string =>
  `Fit ${fit.toFixed(2)}, A = ${tuningHz.toFixed(1)} Hz, repeats ${repeats === 'as-written' ? 'as written' : 'left out'}`;
