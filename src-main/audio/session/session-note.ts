import { formatTime } from '../../../src-shared/format/time.ts';
import { formatDb, formatHz } from '../../../src-shared/format/numbers.ts';
import { roomLines, sendsOf } from './rooms-note.ts';
import { masterGain, seconds, type Session } from './session.ts';

/** A text for any other program: which file goes where, and how the files relate to the recording. */
export function sessionNote(session: Session): string {
  const { document, tracks, title, sampleRate, places, stemsGainDb, bitDepth } = session;
  const time = (frames: number): string => formatTime(seconds(frames, session), 3);
  const balance = (pan: number): string =>
    pan === 0 ? 'centre' : `${Math.round(Math.abs(pan) * 100)} % ${pan < 0 ? 'left' : 'right'}`;
  const isWhole = tracks.length === document.tracks.length;
  const hasRest = tracks.some(({ track }) => track.source.kind === 'rest');
  const lines = [
    title,
    '='.repeat(title.length),
    '',
    'Stems by Divisi, as separated: no gain, pan or processing is in the files.',
    '',
    `Sample rate   ${formatHz(sampleRate)}`,
    `Depth         ${bitDepth === '32f' ? '32-bit float' : `${bitDepth}-bit`}`,
    `Length        ${time(document.frames)} (${document.frames} samples at ${document.sampleRate} Hz)`,
    `Position      every file begins at 0:00.000 of the session, which is ${time(document.offset)}`,
    `              (sample ${document.offset}) of the recording`,
    'Tempo         free: the recording keeps its own time (projects state 120 beats a minute as a placeholder)',
    `Sum           ${sumText(session, isWhole && hasRest)}`,
    ...(stemsGainDb === 0 ? [] : [`              All files are lowered by ${formatDb(-stemsGainDb)}.`]),
    '',
    'Files',
    ...tracks.map(({ track, fileName, channels }) => {
      const state = [
        `gain ${formatDb(track.gainDb)}`,
        `balance ${balance(track.pan)}`,
        channels === 1 ? 'mono' : 'stereo',
        ...(track.muted ? ['muted'] : []),
        ...(track.soloed ? ['solo'] : []),
        ...sendsOf(track),
        ...(track.envelope === null ? [] : ['gain regions or fades']),
        ...track.strip.filter(({ bypassed }) => !bypassed).map(({ processor }) => processor),
      ];
      return `  ${fileName}\n      ${track.name}: ${state.join(', ')}`;
    }),
    `  Master: ${masterState(session).join(', ')}`,
    ...groupLines(session),
    ...roomLines(session),
    ...(places.length === 0
      ? []
      : [
          '',
          'Regions and markers',
          ...places.map(({ name, start, end }) =>
            end === null ? `  ${time(start)}  ${name}` : `  ${time(start)} – ${time(end)}  ${name}`,
          ),
        ]),
    '',
    'What other programs take over',
    '  DAWproject: gains, balances, mutes, groups, automation, regions as markers, equalisers and compressors in the',
    '  format’s own terms; each program designs its filters itself, so processed sound differs slightly.',
    '  Reaper: gains, balances, mutes, groups, automation, regions and markers; no processing.',
    '  Neither: gain regions and fades, rooms and sends, the utility’s width and delay, a compressor’s side chain and',
    '  mix, the fitting, the limiter.',
    '  Divisi’s balance leaves the centre at 0 dB and lowers the opposite side; other pan laws differ.',
    '',
  ];
  return lines.join('\n');
}

function masterState(session: Session): string[] {
  const { strip, limiter } = session.document.master;
  const active = [...strip, limiter].filter(({ bypassed }) => !bypassed);
  return [
    `gain ${formatDb(20 * Math.log10(masterGain(session)))}`,
    ...active.map(({ processor }) => processor),
  ];
}

function groupLines({ document, tracks }: Session): string[] {
  const groups = document.groups.map(({ id, name, gainDb }) => {
    const members = tracks.filter(({ track }) => track.group === id).map(({ track }) => track.name);
    return members.length === 0 ? null : `  ${name}: gain ${formatDb(gainDb)}, of ${members.join(', ')}`;
  });
  const given = groups.filter((line) => line !== null);
  return given.length === 0 ? [] : ['', 'Groups', ...given];
}

function sumText({ document, sampleRate, bitDepth }: Session, isComplete: boolean): string {
  if (!isComplete) return 'the rest is not among the files, so they do not add up to the recording';
  if (sampleRate !== document.sampleRate)
    return 'the files add up to the recording at the new rate, within rounding';
  return bitDepth === '32f'
    ? 'the files add up to the recording exactly'
    : `the files add up to the recording exactly at ${bitDepth} bits`;
}
