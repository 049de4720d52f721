import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { dbToGain } from '../../../src-shared/mixing/levels.ts';
import { entryTarget, pointsFor } from '../../../src-shared/mixing/targets.ts';
import { writeFailure } from '../read/file-errors.ts';
import { cancelled } from '../read/source-stream.ts';
import { partPath } from '../write/part-file.ts';
import { element, xmlDocument, type XmlElement } from '../write/xml.ts';
import { automatable, deviceElements } from './dawproject-devices.ts';
import { number, parameterId, real, safeId } from './dawproject-values.ts';
import type { Group } from '../../../src-shared/project/buses.ts';
import {
  gainCurve,
  inGroups,
  masterGain,
  restoredGain,
  seconds,
  type Session,
  type SessionTrack,
} from './session.ts';

/*
 * A DAWproject (github.com/bitwig/dawproject, version 1.0): a ZIP archive with project.xml, metadata.xml and the
 * stems. The order of elements is that of Project.xsd.
 */

const MASTER = 'master';
const MASTER_CHANNEL = 'master-channel';
const MASTER_VOLUME = 'master-volume';
const trackId = (index: number): string => `track-${index + 1}`;
const channelId = (index: number): string => `channel-${index + 1}`;
const volumeId = (index: number): string => `volume-${index + 1}`;
const panId = (index: number): string => `pan-${index + 1}`;

/**
 * Writes the archive as `PATH.part`, then under its name. Archives above 4 GiB use ZIP64.
 * @throws Failure `disk/*`, `file/*`, `call/cancelled`
 */
export async function writeDawproject(path: string, session: Session, signal: AbortSignal): Promise<number> {
  // The archive has no dates, so that the same session gives the same bytes.
  const mtime = new Date(1980, 0, 1);
  const zip = new ZipFile();
  zip.addBuffer(projectXml(session), 'project.xml', { mtime });
  zip.addBuffer(metadataXml(session), 'metadata.xml', { mtime });
  for (const { path: stem, fileName } of session.tracks) {
    zip.addFile(stem, audioPath(fileName), { mtime, compress: false });
  }
  zip.end();
  const part = partPath(path);
  try {
    await pipeline(zip.outputStream, createWriteStream(part), { signal });
    await rename(part, path);
    return (await stat(path)).size;
  } catch (error) {
    await rm(part, { force: true });
    if (signal.aborted) throw cancelled();
    throw writeFailure(error, path);
  }
}

const audioPath = (fileName: string): string => `audio/${fileName}`;

export function projectXml(session: Session): Buffer {
  const { document, tracks } = session;
  const anySolo = document.tracks.some(({ soloed }) => soloed);
  return xmlDocument(
    element('Project', { version: '1.0' }, [
      element('Application', { name: 'Divisi', version: session.version }),
      element('Transport', {}, [
        real('Tempo', 120, 'bpm', { min: '20', max: '666', id: 'tempo', name: 'Tempo' }),
        element('TimeSignature', { denominator: '4', numerator: '4', id: 'time-signature' }),
      ]),
      element('Structure', {}, [
        ...inGroups(session).flatMap(({ group, tracks: members }) => {
          const inside = members.map((entry) => trackElement(entry, tracks.indexOf(entry), anySolo, group));
          return group === null ? inside : [groupElement(group, anySolo, inside)];
        }),
        masterElement(session),
      ]),
      element('Arrangement', { id: 'arrangement' }, [
        element('Lanes', { timeUnit: 'seconds', id: 'lanes' }, [
          ...tracks.map((entry, index) => lanesElement(session, entry, index)),
          ...busLanes(session),
        ]),
        ...markers(session),
      ]),
    ]),
  );
}

export function metadataXml({ title, metadata }: Session): Buffer {
  const fields: [string, string][] = [
    ['Title', metadata.title === '' ? title : metadata.title],
    ['Artist', metadata.performers],
    ['Album', metadata.album],
    ['Composer', metadata.composer],
    ['Year', metadata.date.slice(0, 4)],
    ['Genre', metadata.genre],
    ['Copyright', metadata.copyright],
    ['Comment', metadata.comment],
  ];
  return xmlDocument(
    element(
      'MetaData',
      {},
      fields.filter(([, text]) => text !== '').map(([name, text]) => element(name, {}, text)),
    ),
  );
}

const groupTrackId = (group: Group): string => `group-${safeId(group.id)}`;
const groupVolumeId = (group: Group): string => `group-volume-${safeId(group.id)}`;
const groupChannelId = (group: Group): string => `group-channel-${safeId(group.id)}`;

/** A track that contains the tracks of a group, whose channels lead into its own. */
function groupElement(group: Group, anySolo: boolean, tracks: readonly XmlElement[]): XmlElement {
  const id = safeId(group.id);
  const attributes = { contentType: 'tracks', loaded: 'true', id: groupTrackId(group), name: group.name };
  const channel = element(
    'Channel',
    {
      audioChannels: '2',
      destination: MASTER_CHANNEL,
      role: 'submix',
      ...(anySolo ? { solo: String(group.soloed) } : {}),
      id: groupChannelId(group),
    },
    [
      element('Mute', { value: String(group.muted), id: `group-mute-${id}`, name: 'Mute' }),
      volume(groupVolumeId(group), dbToGain(group.gainDb)),
    ],
  );
  return element('Track', attributes, [channel, ...tracks]);
}

function trackElement(
  { track, channels }: SessionTrack,
  index: number,
  anySolo: boolean,
  group: Group | null,
): XmlElement {
  const devices = deviceElements(track.strip, String(index + 1));
  return element('Track', { contentType: 'audio', loaded: 'true', id: trackId(index), name: track.name }, [
    element(
      'Channel',
      {
        audioChannels: String(channels),
        destination: group === null ? MASTER_CHANNEL : groupChannelId(group),
        role: 'regular',
        ...(anySolo ? { solo: String(track.soloed) } : {}),
        id: channelId(index),
      },
      [
        ...(devices.length > 0 ? [element('Devices', {}, devices)] : []),
        element('Mute', { value: String(track.muted), id: `mute-${index + 1}`, name: 'Mute' }),
        real('Pan', panPosition(track.pan), 'normalized', {
          min: '0',
          max: '1',
          id: panId(index),
          name: 'Pan',
        }),
        volume(volumeId(index), dbToGain(track.gainDb)),
      ],
    ),
  ]);
}

function masterElement(session: Session): XmlElement {
  const devices = deviceElements(session.document.master.strip, MASTER);
  return element('Track', { contentType: 'audio', loaded: 'true', id: MASTER, name: 'Master' }, [
    element('Channel', { audioChannels: '2', role: 'master', id: MASTER_CHANNEL }, [
      ...(devices.length > 0 ? [element('Devices', {}, devices)] : []),
      volume(MASTER_VOLUME, masterGain(session)),
    ]),
  ]);
}

const volume = (id: string, gain: number): XmlElement =>
  real('Volume', gain, 'linear', { min: '0', max: '4', id, name: 'Volume' });

function lanesElement(
  session: Session,
  { track, fileName, channels }: SessionTrack,
  index: number,
): XmlElement {
  const duration = number(seconds(session.document.frames, session));
  const rate = session.document.sampleRate;
  const audio = element(
    'Audio',
    { duration, channels: String(channels), sampleRate: String(session.sampleRate), timeUnit: 'seconds' },
    [element('File', { path: audioPath(fileName), external: 'false' })],
  );
  const clip = element(
    'Clip',
    { time: '0', duration, contentTimeUnit: 'seconds', playStart: '0', name: track.name },
    [audio],
  );
  const parameters = new Map(
    track.strip.flatMap((entry) =>
      automatable(entry).map((parameter) => [entryTarget(entry.id, parameter.id), parameter.unit] as const),
    ),
  );
  const points = track.automation.flatMap(({ target, points: lane }): XmlElement[] => {
    if (target === 'gainDb') return [pointsElement(volumeId(index), 'linear', gainCurve(lane, rate))];
    const at = (value: (of: number) => number) =>
      lane.map((point) => ({ seconds: point.at / rate, value: value(point.value) }));
    if (target === 'pan') return [pointsElement(panId(index), 'normalized', at(panPosition))];
    const unit = parameters.get(target);
    return unit === undefined
      ? []
      : [
          pointsElement(
            parameterId(String(index + 1), target),
            unit,
            at((value) => value),
          ),
        ];
  });
  return element('Lanes', { track: trackId(index), id: `lanes-${index + 1}` }, [
    element('Clips', { id: `clips-${index + 1}` }, [clip]),
    ...points,
  ]);
}

/** The automated faders of groups and of the master. */
function busLanes(session: Session): XmlElement[] {
  const { master, sampleRate } = session.document;
  const restored = restoredGain(session);
  const faders = [
    ...inGroups(session).flatMap(({ group }) =>
      group === null
        ? []
        : [{ track: groupTrackId(group), volumeId: groupVolumeId(group), lanes: group.automation, by: 1 }],
    ),
    { track: MASTER, volumeId: MASTER_VOLUME, lanes: master.automation, by: restored },
  ];
  return faders.flatMap(({ track, volumeId: id, lanes, by }) => {
    const gains = pointsFor(lanes, 'gainDb');
    if (gains === null) return [];
    const curve = gainCurve(gains, sampleRate).map((point) => ({ ...point, value: point.value * by }));
    return [element('Lanes', { track, id: `lanes-${track}` }, [pointsElement(id, 'linear', curve)])];
  });
}

function pointsElement(
  parameter: string,
  unit: string,
  points: readonly { readonly seconds: number; readonly value: number }[],
): XmlElement {
  return element('Points', { unit, id: `points-${parameter}` }, [
    element('Target', { parameter }),
    ...points.map((point) =>
      element('RealPoint', {
        time: number(point.seconds),
        value: number(point.value),
        interpolation: 'linear',
      }),
    ),
  ]);
}

function markers(session: Session): XmlElement[] {
  if (session.places.length === 0) return [];
  const list = session.places.map(({ name, start }) =>
    element('Marker', { time: number(seconds(start, session)), name }),
  );
  return [element('Markers', { timeUnit: 'seconds' }, list)];
}

/** -1 … 1 becomes 0 … 1. */
const panPosition = (pan: number): number => (pan + 1) / 2;
