import { dbToGain } from '../../../src-shared/mixing/levels.ts';
import { pointsFor } from '../../../src-shared/mixing/targets.ts';
import type { Group } from '../../../src-shared/project/buses.ts';
import {
  gainCurve,
  inGroups,
  masterGain,
  restoredGain,
  seconds,
  type CurvePoint,
  type Place,
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
  const { places, sampleRate } = session;
  const nextId = ids();
  const lines = [
    '<REAPER_PROJECT 0.1 "7.0" 0',
    `  SAMPLERATE ${sampleRate} 1 0`,
    '  TEMPO 120 4 4',
    '  PANLAW 1',
    `  PANMODE ${STEREO_BALANCE}`,
    ...masterLines(session),
    ...places.flatMap((place, index) => placeLines(session, index + 1, place)),
    ...inGroups(session).flatMap(({ group, tracks }) => {
      const folder = group === null ? [] : groupLines(session, group, nextId());
      const inside = tracks.flatMap((entry, index) =>
        trackLines(session, entry, nextId(), group !== null && index === tracks.length - 1),
      );
      return [...folder, ...inside];
    }),
    '>',
  ];
  return `${lines.join('\n')}\n`;
}

/** A region is two markers of one number, the second without a name. */
function placeLines(session: Session, id: number, { name, start, end }: Place): string[] {
  const at = (frames: number): string => number(seconds(frames, session));
  if (end === null) return [`  MARKER ${id} ${at(start)} ${quoted(name)} 0`];
  return [`  MARKER ${id} ${at(start)} ${quoted(name)} 1`, `  MARKER ${id} ${at(end)} "" 1`];
}

function masterLines(session: Session): string[] {
  const { master, sampleRate } = session.document;
  const gains = pointsFor(master.automation, 'gainDb');
  const fader = gains === null ? masterGain(session) : restoredGain(session);
  return [
    `  MASTER_VOLUME ${number(fader)} 0 -1 -1 1`,
    ...envelope('MASTERVOLENV2', gains === null ? null : gainCurve(gains, sampleRate)),
  ];
}

/** A folder: the tracks that follow are its own, until one closes it. */
function groupLines(
  { document }: Session,
  { name, gainDb, muted, soloed, automation }: Group,
  id: string,
): string[] {
  const gains = pointsFor(automation, 'gainDb');
  return [
    `  <TRACK {${id}}`,
    `    NAME ${quoted(name)}`,
    `    VOLPAN ${number(gains === null ? dbToGain(gainDb) : 1)} 0 -1 -1 1`,
    `    MUTESOLO ${Number(muted)} ${Number(soloed)} 0`,
    '    ISBUS 1 1',
    '    NCHAN 2',
    ...envelope('VOLENV2', gains === null ? null : gainCurve(gains, document.sampleRate)),
    '  >',
  ];
}

/** @param closes it is the last track of its folder */
function trackLines(
  session: Session,
  { track, fileName, channels }: SessionTrack,
  id: string,
  closes: boolean,
): string[] {
  const rate = session.document.sampleRate;
  const gains = pointsFor(track.automation, 'gainDb');
  const pans = pointsFor(track.automation, 'pan');
  const panPoints = pans?.map((point) => ({ seconds: point.at / rate, value: -point.value })) ?? null;
  // An envelope and the fader multiply, and Divisi's lane replaces the fader.
  const gain = gains === null ? dbToGain(track.gainDb) : 1;
  const pan = pans === null ? track.pan : 0;
  return [
    `  <TRACK {${id}}`,
    `    NAME ${quoted(track.name)}`,
    `    VOLPAN ${number(gain)} ${number(pan)} -1 -1 1`,
    `    MUTESOLO ${Number(track.muted)} ${Number(track.soloed)} 0`,
    ...(closes ? ['    ISBUS 2 -1'] : []),
    '    NCHAN 2',
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
function ids(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `44495649-5349-4000-8000-${String(count).padStart(12, '0')}`;
  };
}

const number = (value: number): string => String(Number(value.toFixed(9)));
