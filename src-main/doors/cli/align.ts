import type { AlignedBar, RepeatChoice } from '../../../src-shared/project/alignment.ts';
import { alignFile, type AlignedScore } from '../../app/files/align-file.ts';
import { command } from './command.ts';
import { channels, ensemble, json } from './common-options.ts';
import { invalid, required, text, value } from './options.ts';
import { formatSpan } from './progress.ts';
import { milli, print, withWork } from './use-case.ts';

export const align = command({
  name: 'align',
  summary: 'Finds where each bar and note of a score is in a recording',
  positionals: ['FILE'],
  about: `Reads SCORE (MusicXML, .mxl, MEI, Humdrum, ABC or MIDI), finds it in FILE and prints where each bar is and how
    well it fits, from 0 (no better than other notes would) to 1. The score may hold more than the recording, or less. A
    score that does not fit is refused; the exit status is then 3.`,
  options: {
    score: required(text('SCORE', 'the score')),
    players: ensemble('who plays, as in violin:2,viola,cello; taken from the score where left out'),
    repeats: value(
      'as-written|left-out|yes,no,…',
      'which repeats are played, or for each in turn whether it is; whichever fit best where left out',
      repeatChoice,
    ),
    out: text('NOTES', 'writes the notes: .json (for divisi separate --notes), .mid or .musicxml'),
    channels,
    json,
  },
  json: `{"fit", "repeats", "tuning_hz", "tempo", "notes", "notes_sha256", "parts": [{"name", "player", "notes"}],
    "passages": [{"from", "to", "played"}], "bars": [{"label", "pass", "start_s", "end_s", "fit"}]}; times are null for bars that FILE does not hold`,
  async run({ values, positionals }, io) {
    const { score, players, repeats, out } = values;
    const aligned = await withWork(io, (work) =>
      alignFile(
        { file: positionals[0] ?? '', score, players, repeats, channels: values.channels, out },
        work,
      ),
    );
    print(io, values.json, toJson(aligned), () => inWords(aligned));
  },
});

/** @throws Failure `call/invalid` */
function repeatChoice(given: string, name: string): RepeatChoice {
  if (given === 'as-written' || given === 'left-out') return given;
  const words = given.split(',');
  if (!words.every((word) => word === 'yes' || word === 'no')) {
    throw invalid(`${name} takes as-written, left-out, or yes and no for each repeat, not "${given}"`);
  }
  return words.map((word) => word === 'yes');
}

const seconds = (samples: number | null, sampleRate: number): number | null =>
  samples === null ? null : milli(samples / sampleRate);

function toJson({ notes, notesSha256, report }: AlignedScore) {
  const { sampleRate } = notes;
  return {
    fit: report.fit,
    repeats: report.repeats,
    passages: report.passages,
    tuning_hz: report.tuningHz,
    tempo: report.tempo,
    notes: notes.notes.length,
    notes_sha256: notesSha256,
    parts: report.parts,
    bars: report.bars.map(({ label, pass, start, end, fit }) => ({
      label,
      pass,
      start_s: seconds(start, sampleRate),
      end_s: seconds(end, sampleRate),
      fit,
    })),
  };
}

function inWords({ notes, report }: AlignedScore): string {
  const { fit, tuningHz, repeats } = report;
  const bars = report.bars.map((bar) => barLine(bar, notes.sampleRate));
  const parts = report.parts.map(
    ({ name, player, notes: count }) => `${name}: ${player ?? 'nobody'} (${count} notes)`,
  );
  const played = { 'as-written': 'as written', 'left-out': 'left out', some: 'in part' }[repeats];
  const summary = `Fit ${fit.toFixed(2)}, A = ${tuningHz.toFixed(1)} Hz, repeats ${played}`;
  const passages = report.passages.map(
    ({ from, to, played: again }) => `bars ${from}-${to}: ${again ? 'repeated' : 'not repeated'}`,
  );
  return [...bars, '', ...parts, ...passages, summary, ''].join('\n');
}

function barLine({ label, pass, start, end, fit }: AlignedBar, sampleRate: number): string {
  const name = `bar ${label}${pass > 1 ? ` (time ${pass})` : ''}`.padEnd(16);
  if (start === null || end === null) return `${name}not in the recording`;
  const span = `${formatSpan(start / sampleRate)}-${formatSpan(end / sampleRate)}`;
  return `${name}${span.padEnd(14)}${fit === null ? '-' : fit.toFixed(2)}`;
}
