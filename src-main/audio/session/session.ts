import type { ExportMetadata } from '../../../src-shared/contract/export.ts';
import { dbToGain, SILENCE_DB } from '../../../src-shared/mixing/levels.ts';
import type { Group } from '../../../src-shared/project/buses.ts';
import type { AutomationLane } from '../../../src-shared/project/automation-lane.ts';
import type { ProjectDocument, Track } from '../../../src-shared/project/document.ts';

/** A stem as it lies beside the project file. */
export interface SessionTrack {
  readonly track: Track;
  readonly path: string;
  readonly fileName: string;
  readonly channels: 1 | 2;
}

/** A named passage or, without an end, a marker; in samples of the project. */
export interface Place {
  readonly name: string;
  readonly start: number;
  readonly end: number | null;
}

/** What the project files of other programs tell; their stems begin together at time 0. */
export interface Session {
  readonly title: string;
  readonly metadata: ExportMetadata;
  readonly document: ProjectDocument;
  readonly tracks: readonly SessionTrack[];
  /** Of the stems. */
  readonly sampleRate: number;
  /** The document's regions and markers, and the export's regions. */
  readonly places: readonly Place[];
  /** By which the stems were lowered, in dB; the master takes it back. */
  readonly stemsGainDb: number;
  readonly bitDepth: string;
  readonly version: string;
}

/** Tracks in their order, those of a group together at the place of its first. */
export interface TrackGroup {
  readonly group: Group | null;
  readonly tracks: readonly SessionTrack[];
}

export function inGroups({ document, tracks }: Pick<Session, 'document' | 'tracks'>): TrackGroup[] {
  const seen = new Set<string>();
  return tracks.flatMap((entry): TrackGroup[] => {
    const group = document.groups.find(({ id }) => id === entry.track.group) ?? null;
    if (group === null) return [{ group, tracks: [entry] }];
    if (seen.has(group.id)) return [];
    seen.add(group.id);
    return [{ group, tracks: tracks.filter(({ track }) => track.group === group.id) }];
  });
}

export const seconds = (frames: number, { document }: Pick<Session, 'document'>): number =>
  frames / document.sampleRate;

/** The master's gain that makes the other program's mix as loud as Divisi's. */
export const masterGain = (session: Session): number =>
  dbToGain(session.document.master.gainDb) * restoredGain(session);

/** Takes back what the stems were lowered by. */
export const restoredGain = ({ stemsGainDb }: Session): number => 1 / dbToGain(stemsGainDb);

/** A point of an automation whose line is straight in the unit of its value. */
export interface CurvePoint {
  readonly seconds: number;
  readonly value: number;
}

/** Between points this far apart, a line in amplitude follows a line in dB within 0.06 dB. */
const MOST_DB = 2;

/**
 * A gain lane, which is straight in dB, as amplitudes that programs join by straight lines.
 * @param rate samples a second
 */
export function gainCurve(points: AutomationLane['points'], rate: number): CurvePoint[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    const steps = before === undefined ? 1 : stepsBetween(before.value, point.value);
    return Array.from({ length: steps }, (_, step): CurvePoint => {
      const share = (step + 1) / steps;
      const from = before ?? point;
      const db = from.value + share * (point.value - from.value);
      return { seconds: (from.at + share * (point.at - from.at)) / rate, value: dbToGain(db) };
    });
  });
}

function stepsBetween(fromDb: number, toDb: number): number {
  const bothSilent = fromDb <= SILENCE_DB && toDb <= SILENCE_DB;
  return bothSilent ? 1 : Math.max(1, Math.ceil(Math.abs(toDb - fromDb) / MOST_DB));
}
