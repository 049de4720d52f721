import fc from 'fast-check';
import { STANDARD_AUDIOGRAMS } from '../../../../src-shared/hearing/standard-audiograms.ts';
import { findProcessor, PROCESSORS } from '../../../../src-shared/mixing/processors/registry.ts';
import {
  PROJECT_SCHEMA,
  ProjectDocument as Schema,
  type ProjectDocument,
} from '../../../../src-shared/project/document.ts';
import {
  newProjectId,
  newRecordingId,
  newSeparationId,
  newStemId,
} from '../../../../src-shared/project/ids.ts';
import { SEND_TARGETS } from '../../../../src-shared/mixing/targets.ts';
import { newBuses, untreated } from '../../../../src-shared/mixing/new-project.ts';
import { newGainRegionId } from '../../../../src-renderer/document/envelope-commands.ts';
import { MASTER, ROOM_OWNERS } from '../../../../src-renderer/document/strip-owners.ts';
import type { Command } from '../../../../src-renderer/document/commands.ts';

export const FRAMES = 480_000;

/** Three tracks with default strips, unchanged. */
export function exampleProject(): ProjectDocument {
  return Schema.parse({
    schema: PROJECT_SCHEMA,
    id: newProjectId(),
    recordingId: newRecordingId(),
    separationId: newSeparationId(),
    title: 'Quartet',
    mix: '',
    sampleRate: 48_000,
    frames: FRAMES,
    offset: 1000,
    tracks: (['violin', 'cello', null] as const).map((instrument, index) => ({
      id: `track-${index + 1}`,
      source: { kind: instrument === null ? 'rest' : 'stem', stemId: newStemId() },
      name: instrument ?? 'Rest',
      instrument,
      colour: index,
      ...untreated(),
    })),
    ...newBuses(),
    loop: null,
    loopEnabled: false,
    regions: [],
    snapshots: [],
    blind: null,
  });
}

/** What a session does: commands, made valid for the document as it is then; gestures; undo and redo. */
export type Action =
  | { readonly kind: 'command'; readonly make: (document: ProjectDocument) => Command | null }
  | { readonly kind: 'begin' | 'end' | 'cancel' | 'undo' | 'redo' };

const index = fc.nat({ max: 30 });
const sample = fc.nat({ max: FRAMES });
const level = fc.double({ min: -200, max: 100, noNaN: true });
const flag = fc.boolean();

const pick = <T>(items: readonly T[], at: number): T | undefined => items[at % Math.max(1, items.length)];

function target(track: ProjectDocument['tracks'][number], at: number): string {
  const knobs = track.strip.flatMap((entry) =>
    (findProcessor(entry.processor, entry.version)?.parameters ?? []).map((spec) => `${entry.id}.${spec.id}`),
  );
  return pick(['gainDb', 'pan', ...SEND_TARGETS, ...knobs], at) ?? 'pan';
}

interface Draw {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly at: number;
  readonly to: number;
  readonly value: number;
  readonly flag: boolean;
  readonly name: string;
}

const newRegionId = ({ regions }: ProjectDocument): string => {
  for (let number = 1; ; number += 1) {
    if (!regions.some(({ id }) => id === `region-${number}`)) return `region-${number}`;
  }
};

type Maker = (document: ProjectDocument, draw: Draw) => Command | null;

const onTrack =
  (make: (track: ProjectDocument['tracks'][number], draw: Draw) => Command | null): Maker =>
  (document, draw) => {
    const track = pick(document.tracks, draw.a);
    return track === undefined ? null : make(track, draw);
  };

const onEntry = (
  make: (
    ids: { trackId: string; entryId: string },
    draw: Draw,
    entry: ProjectDocument['tracks'][number]['strip'][number],
    length: number,
  ) => Command | null,
): Maker =>
  onTrack((track, draw) => {
    const entry = pick(track.strip, draw.b);
    return entry === undefined
      ? null
      : make({ trackId: track.id, entryId: entry.id }, draw, entry, track.strip.length);
  });

const MAKERS: readonly Maker[] = [
  (_, d) => ({ type: 'setTitle', title: d.name }),
  (_, d) => ({ type: 'renameMix', name: d.name }),
  onTrack((t, d) => ({ type: 'setTrack', trackId: t.id, patch: { gainDb: d.value } })),
  onTrack((t, d) => ({ type: 'setTrack', trackId: t.id, patch: { pan: d.value / 50 } })),
  onTrack((t, d) => ({ type: 'setTrack', trackId: t.id, patch: { muted: d.flag } })),
  onTrack((t, d) => ({ type: 'setTrack', trackId: t.id, patch: { soloed: d.flag, colour: d.c } })),
  onTrack((t, d) => ({ type: 'setTrack', trackId: t.id, patch: { name: d.name } })),
  onTrack((t) => ({ type: 'soloOnly', trackId: t.id })),
  (doc, d) => {
    const track = pick(doc.tracks, d.a);
    return track === undefined
      ? null
      : { type: 'moveTrack', trackId: track.id, index: d.b % doc.tracks.length };
  },
  onTrack((t) => ({ type: 'resetTrack', trackId: t.id })),
  onEntry((ids, d, entry) => {
    const parameters = findProcessor(entry.processor, entry.version)?.parameters ?? [];
    const spec = pick(parameters, d.c);
    return spec === undefined ? null : { type: 'setParam', ...ids, param: spec.id, value: d.value * 100 };
  }),
  onEntry((ids, d) => ({ type: 'setBypass', ...ids, bypassed: d.flag })),
  onEntry((ids) => ({ type: 'resetEntry', ...ids })),
  onEntry((ids) => ({ type: 'removeEntry', ...ids })),
  onEntry((ids, d, _entry, length) => ({ type: 'moveEntry', ...ids, index: d.c % length })),
  onTrack((t, d) =>
    t.strip.length >= 16
      ? null
      : {
          type: 'addEntry',
          trackId: t.id,
          processor: pick(PROCESSORS, d.b)?.id ?? '',
          index: d.c % (t.strip.length + 1),
        },
  ),
  onTrack((t, d) => ({
    type: 'setLane',
    trackId: t.id,
    target: target(t, d.b),
    points: d.flag
      ? null
      : [
          { at: Math.min(d.at, d.to), value: d.value },
          { at: Math.max(d.at, d.to), value: -d.value },
        ],
  })),
  onTrack((t, d) => ({ type: 'setPoint', trackId: t.id, target: target(t, d.b), at: d.at, value: d.value })),
  ({ groups }, d) => {
    const owner = pick([...groups.map(({ id }) => id), ...ROOM_OWNERS, MASTER], d.a) ?? MASTER;
    return d.flag
      ? { type: 'setPoint', trackId: owner, target: 'gainDb', at: d.at, value: d.value }
      : { type: 'setLane', trackId: owner, target: 'gainDb', points: null };
  },
  onTrack((t, d) => {
    const lane = pick(t.automation, d.b);
    const point = lane === undefined ? undefined : pick(lane.points, d.c);
    if (lane === undefined || point === undefined) return null;
    return d.flag
      ? { type: 'removePoint', trackId: t.id, target: lane.target, at: point.at }
      : { type: 'setPoint', trackId: t.id, target: lane.target, at: d.at, value: d.value, from: point.at };
  }),
  onTrack((t, d) => ({
    type: 'putGainRegion',
    trackId: t.id,
    region: {
      id: d.flag ? `gain-${(d.b % 6) + 1}` : newGainRegionId(t.envelope),
      start: d.at,
      end: d.to,
      gainDb: d.value,
      fadeIn: { frames: d.b * 500, shape: d.flag ? 'linear' : 'raisedCosine' },
      fadeOut: { frames: d.c * 900, shape: d.flag ? 'raisedCosine' : 'linear' },
    },
  })),
  onTrack((t, d) => {
    const region = pick(t.envelope?.regions ?? [], d.b);
    return region === undefined ? null : { type: 'removeGainRegion', trackId: t.id, regionId: region.id };
  }),
  onTrack((t, d) => ({
    type: 'setEndFade',
    trackId: t.id,
    edge: d.flag ? 'in' : 'out',
    frames: d.c === 0 ? 0 : d.at,
    shape: d.b % 2 === 0 ? 'linear' : 'raisedCosine',
  })),
  (_, d) => ({ type: 'setMasterGain', gainDb: d.value }),
  (_, d) => ({
    type: 'setFitting',
    fitting:
      d.c === 0
        ? null
        : {
            listener: 'L1',
            rule: d.a % 2 === 0 ? 'nal-r' : 'camfit',
            loss: d.b % 2 === 0 ? 'none' : 'plain',
            hearing: { left: STANDARD_AUDIOGRAMS.N2, right: STANDARD_AUDIOGRAMS.S1 },
            fullScaleDbSpl: 80 + d.b,
            matchDb: d.flag ? { left: 0 - d.a, right: 0 - d.b } : null,
            matchedMix: d.flag ? `${d.a}` : null,
            limitDbSpl: 80 + d.a,
            bypassed: d.c % 2 === 0,
          },
  }),
  (_, d) => ({
    type: 'setLoop',
    loop: d.at === d.to ? null : { start: Math.min(d.at, d.to), end: Math.max(d.at, d.to) },
    loopEnabled: d.flag,
  }),
  (doc, d) => ({
    type: 'addRegion',
    region: { id: newRegionId(doc), name: d.name, start: d.at, end: d.flag ? null : d.to },
  }),
  (document, d) => ({
    type: 'addSnapshot',
    name: d.flag ? d.name : '',
    copyOf: d.flag ? (document.snapshots[0]?.id ?? null) : null,
  }),
  (doc, d) => {
    const snapshot = pick(doc.snapshots, d.a);
    if (snapshot === undefined) return null;
    const snapshotId = snapshot.id;
    const types = ['useSnapshot', 'useSnapshot', 'replaceSnapshot', 'removeSnapshot'] as const;
    const type = pick(types, d.b);
    return d.flag || type === undefined
      ? { type: 'renameSnapshot', snapshotId, name: d.name }
      : { type, snapshotId };
  },
  (doc, d) => {
    const region = pick(doc.regions, d.a);
    if (region === undefined) return null;
    const patches = [{ name: d.name }, { start: d.at - 1000 }, { start: d.to, end: d.at }, { end: null }];
    const patch = pick(patches, d.b);
    return d.c === 0 || patch === undefined
      ? { type: 'removeRegion', regionId: region.id }
      : { type: 'setRegion', regionId: region.id, patch };
  },
];

export const anyCommand: fc.Arbitrary<Extract<Action, { kind: 'command' }>> = fc
  .record({
    maker: fc.nat({ max: MAKERS.length - 1 }),
    draw: fc.record({
      a: index,
      b: index,
      c: fc.nat({ max: 15 }),
      at: sample,
      to: sample,
      value: level,
      flag,
      name: fc.string({ minLength: 1, maxLength: 90 }).map((text) => `n${text}`),
    }),
  })
  .map(({ maker, draw }) => ({
    kind: 'command' as const,
    make: (document: ProjectDocument) => MAKERS[maker]?.(document, draw) ?? null,
  }));

export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: anyCommand },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('begin', 'end', 'cancel', 'undo', 'redo')
      .map((kind): Action => ({ kind: kind as 'begin' })),
  },
);
