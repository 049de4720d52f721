import type { ExportMetadata, ExportRegion } from '../../../src-shared/contract/export.ts';
import { dbToGain } from '../../../src-shared/mixing/levels.ts';
import type { AutomationLane, ProjectDocument, Track } from '../../../src-shared/project/document.ts';

/** A stem as it lies beside the project file. */
export interface SessionTrack {
  readonly track: Track;
  readonly path: string;
  readonly fileName: string;
  readonly channels: 1 | 2;
}

/** What the project files of other programs tell; their stems begin together at time 0. */
export interface Session {
  readonly title: string;
  readonly metadata: ExportMetadata;
  readonly document: ProjectDocument;
  readonly tracks: readonly SessionTrack[];
  /** Of the stems. */
  readonly sampleRate: number;
  readonly regions: readonly ExportRegion[];
  /** By which the stems were lowered, in dB; the master takes it back. */
  readonly stemsGainDb: number;
  readonly bitDepth: string;
  readonly version: string;
}

export const seconds = (frames: number, { document }: Pick<Session, 'document'>): number =>
  frames / document.sampleRate;

/** The master's gain that makes the other program's mix as loud as Divisi's. */
export const masterGain = ({ document, stemsGainDb }: Session): number =>
  dbToGain(document.master.gainDb) / dbToGain(stemsGainDb);

/** A point of an automation whose line is straight in the unit of its value. */
export interface CurvePoint {
  readonly seconds: number;
  readonly value: number;
}

/** Between points this far apart, a line in amplitude follows a line in dB within 0.06 dB. */
const MOST_DB = 2;
/** Below, the fader's travel ends; a line in dB from there would need points without end. */
const SILENT_DB = -72;

/**
 * A gain lane, which is straight in dB, as amplitudes that programs join by straight lines.
 * @param rate samples a second
 */
export function gainCurve(points: AutomationLane['points'], rate: number): CurvePoint[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    const steps =
      before === undefined
        ? 1
        : Math.max(1, Math.ceil(Math.abs(audible(point.value) - audible(before.value)) / MOST_DB));
    return Array.from({ length: steps }, (_, step): CurvePoint => {
      const share = (step + 1) / steps;
      const from = before ?? point;
      const db = from.value + share * (point.value - from.value);
      return { seconds: (from.at + share * (point.at - from.at)) / rate, value: dbToGain(db) };
    });
  });
}

const audible = (db: number): number => Math.max(SILENT_DB, db);
