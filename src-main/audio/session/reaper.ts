import { dbToGain } from '../../../src-shared/mixing/levels.ts';
import { pointsFor } from '../../../src-shared/mixing/targets.ts';
import {
  gainCurve,
  masterGain,
  seconds,
  type CurvePoint,
  type Session,
  type SessionTrack,
} from './session.ts';

/*
 * A Reaper project: nested blocks of lines, each a keyword and its values. Gains are amplitudes; a pan envelope has
 * the opposite sign of a pan (left is 1).
 */

/** A balance with 0 dB at the centre, as in Divisi. */
const STEREO_BALANCE = 3;

export function reaperProject(session: Session): string {
  const { regions, sampleRate, tracks } = session;
  const lines = [
    '<REAPER_PROJECT 0.1 "7.0" 0',
    `  SAMPLERATE ${sampleRate} 1 0`,
    '  TEMPO 120 4 4',
    `  PANLAW 1`,
    `  PANMODE ${STEREO_BALANCE}`,
    `  MASTER_VOLUME ${number(masterGain(session))} 0 -1 -1 1`,
    ...regions.flatMap(({ name, range }, index) => [
      `  MARKER ${index + 1} ${number(seconds(range.start, session))} ${quoted(name)} 1`,
      `  MARKER ${index + 1} ${number(seconds(range.end, session))} "" 1`,
    ]),
    ...tracks.flatMap((entry, index) => trackLines(session, entry, index)),
    '>',
  ];
  return `${lines.join('\n')}\n`;
}

function trackLines(session: Session, { track, fileName, channels }: SessionTrack, index: number): string[] {
  const rate = session.document.sampleRate;
  const gains = pointsFor(track.automation, 'gainDb');
  const pans = pointsFor(track.automation, 'pan');
  const panPoints = pans?.map((point) => ({ seconds: point.at / rate, value: -point.value })) ?? null;
  // An envelope and the fader multiply, and Divisi's lane replaces the fader.
  const gain = gains === null ? dbToGain(track.gainDb) : 1;
  const pan = pans === null ? track.pan : 0;
  return [
    `  <TRACK {${guid(index)}}`,
    `    NAME ${quoted(track.name)}`,
    `    VOLPAN ${number(gain)} ${number(pan)} -1 -1 1`,
    `    MUTESOLO ${Number(track.muted)} ${Number(track.soloed)} 0`,
    `    NCHAN 2`,
    ...envelope('VOLENV2', gains === null ? null : gainCurve(gains, rate)),
    ...envelope('PANENV2', panPoints),
    '    <ITEM',
    '      POSITION 0',
    `      LENGTH ${number(seconds(session.document.frames, session))}`,
    '      LOOP 0',
    `      NAME ${quoted(track.name)}`,
    '      SOFFS 0',
    // Both sides of a mono stem sound at its own level.
    ...(channels === 1 ? ['      CHANMODE 0'] : []),
    `      <SOURCE ${fileName.endsWith('.flac') ? 'FLAC' : 'WAVE'}`,
    `        FILE ${quoted(fileName)}`,
    '      >',
    '    >',
    '  >',
  ];
}

function envelope(name: string, points: readonly CurvePoint[] | null): string[] {
  if (points === null) return [];
  return [
    `    <${name}`,
    '      ACT 1 -1',
    '      VIS 1 1 1',
    '      ARM 0',
    '      DEFSHAPE 0 -1 -1',
    ...points.map((point) => `      PT ${number(point.seconds)} ${number(point.value)} 0`),
    '    >',
  ];
}

/** Texts stand between quotes that they do not contain; a line can't break. */
function quoted(text: string): string {
  const line = text.replaceAll(/[\r\n\0]+/g, ' ');
  const quote = ['"', "'", '`'].find((candidate) => !line.includes(candidate));
  return quote === undefined ? `\`${line.replaceAll('`', "'")}\`` : `${quote}${line}${quote}`;
}

/** Any distinct ids will do; without chance in them, the same session gives the same bytes. */
function guid(index: number): string {
  return `44495649-5349-4000-8000-${String(index + 1).padStart(12, '0')}`;
}

const number = (value: number): string => String(Number(value.toFixed(9)));
