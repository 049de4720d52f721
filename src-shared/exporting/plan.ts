import type { ExportFormat, ExportParts, ExportRegion } from '../contract/export.ts';
import { distinctNames } from '../format/file-name.ts';
import { filledName, type NameValues } from './name-template.ts';
import type { ProjectDocument, SampleRange } from '../project/document.ts';

/** A file of an export. */
export interface PlannedFile {
  readonly kind: 'mix' | 'group' | 'processed' | 'separated';
  /** Id of the group or track; empty for the mix. */
  readonly sourceId: string;
  /** The tracks that it contains; every audible one in a mix. */
  readonly trackIds: readonly string[];
  /** `Mix`, or the name of the group or track. */
  readonly player: string;
  /** Position among the tracks from 1, then among the groups; 0 for the mix. */
  readonly number: number;
  /** Index into the export's regions; null for the whole project. */
  readonly region: number | null;
}

type Tracks = Pick<ProjectDocument, 'tracks' | 'groups'>;

/** What can be exported at once: everything that the document has. */
export function allParts(document: Tracks) {
  const tracks = document.tracks.map(({ id }) => id);
  // An empty group has no sound to export.
  const groups = document.groups.filter(({ id }) => document.tracks.some(({ group }) => group === id));
  return { tracks, groups: groups.map(({ id }) => id) };
}

export const hasSession = ({ session }: Pick<ExportParts, 'session'>): boolean =>
  session.dawproject || session.reaper || session.note;

/**
 * The files of an export in order: region after region the mix, groups, processed tracks and separated tracks. A
 * session needs every separated track of the whole project. Ids without a track or group are left out.
 */
export function plannedFiles(
  document: Tracks,
  parts: ExportParts,
  regions: readonly ExportRegion[],
): PlannedFile[] {
  const places = regions.length === 0 ? [null] : regions.map((_, index) => index);
  const all = allParts(document).tracks;
  // The whole tracks are told apart from the session's stems by their names, as from stems that were asked for.
  const besideSession = hasSession(parts) && regions.length === 0 ? { ...parts, separated: all } : parts;
  const files = places.flatMap((region) => filesOf(document, besideSession, region));
  if (!hasSession(parts)) return files;
  const whole = filesOf(document, { ...NOTHING, separated: all }, null);
  return [...files.filter(({ kind, region }) => kind !== 'separated' || region !== null), ...whole];
}

const NOTHING: Omit<ExportParts, 'session'> = { mix: false, groups: [], processed: [], separated: [] };

function filesOf(
  document: Tracks,
  parts: Omit<ExportParts, 'session'>,
  region: number | null,
): PlannedFile[] {
  const { tracks, groups } = document;
  const names = distinctNames([...tracks.map(({ name }) => name), ...groups.map(({ name }) => name)]);
  const both = new Set(parts.processed.filter((id) => parts.separated.includes(id)));
  const trackFiles = (kind: 'processed' | 'separated'): PlannedFile[] =>
    tracks.flatMap((track, index): PlannedFile[] => {
      if (!parts[kind].includes(track.id)) return [];
      const name = names[index] ?? track.name;
      const player = kind === 'processed' && both.has(track.id) ? `${name} processed` : name;
      return [{ kind, sourceId: track.id, trackIds: [track.id], player, number: index + 1, region }];
    });
  return [
    ...(parts.mix
      ? [
          {
            kind: 'mix' as const,
            sourceId: '',
            trackIds: tracks.map(({ id }) => id),
            player: 'Mix',
            number: 0,
            region,
          },
        ]
      : []),
    ...groups.flatMap((group, index): PlannedFile[] =>
      parts.groups.includes(group.id)
        ? [
            {
              kind: 'group',
              sourceId: group.id,
              trackIds: tracks.filter((track) => track.group === group.id).map(({ id }) => id),
              player: names[tracks.length + index] ?? group.name,
              number: tracks.length + index + 1,
              region,
            },
          ]
        : [],
    ),
    ...trackFiles('processed'),
    ...trackFiles('separated'),
  ];
}

/** What the names of an export say besides its files. */
export interface NameFacts {
  readonly template: string;
  readonly recording: string;
  /** Empty where it has no name. */
  readonly mix: string;
  readonly composer: string;
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly sampleRate: number;
  readonly format: ExportFormat;
}

/** File names without extension, in the order of the files. */
export function plannedNames(
  files: readonly PlannedFile[],
  regions: readonly ExportRegion[],
  facts: NameFacts,
): string[] {
  return files.map((file) => filledName(facts.template, nameValues(file, regions, facts)));
}

function nameValues(
  { player, number, region }: PlannedFile,
  regions: readonly ExportRegion[],
  { recording, mix, composer, today, sampleRate, format }: NameFacts,
): NameValues {
  return {
    recording,
    mix,
    player,
    number: String(number).padStart(2, '0'),
    region: regionName(regions, region),
    date: today,
    composer,
    rate: `${sampleRate / 1000} kHz`,
    format,
  };
}

export const regionName = (regions: readonly ExportRegion[], region: number | null): string =>
  region === null ? '' : (regions[region]?.name ?? '');

/** The part of the project that a file contains, in its samples. */
export const rangeOf = (
  regions: readonly ExportRegion[],
  region: number | null,
  document: Pick<ProjectDocument, 'frames'>,
): SampleRange =>
  (region === null ? undefined : regions[region]?.range) ?? { start: 0, end: document.frames };

/** The title inside a file: `Trio, Loop - Violin`. */
export function plannedTitle(
  { kind, player, region }: PlannedFile,
  regions: readonly ExportRegion[],
  title: string,
): string {
  const place = regionName(regions, region);
  const whole = place === '' ? title : `${title}, ${place}`;
  return kind === 'mix' ? whole : `${whole} - ${player}`;
}
