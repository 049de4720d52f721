type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ROOM = {
  gainDb: 0,
  processor: { id: 'room', processor: 'room', version: 1, bypassed: false },
} as const;
const SMALL = { size: 0, decay: 900, preDelay: 5, damping: 5000, lowCut: 80, roomWidth: 100 };
const LARGE = { size: 2, decay: 2200, preDelay: 20, damping: 5000, lowCut: 80, roomWidth: 100 };
const LIMITER = {
  id: 'limiter',
  processor: 'limiter',
  version: 1,
  params: { ceiling: -1, input: 0, release: 150 },
  bypassed: true,
} as const;

/** Schema 4: no groups, two rooms that nothing is sent to, and a master with an empty strip and a bypassed limiter. */
export function buses(document: Fields): Record<string, unknown> {
  const { tracks, master } = document;
  return {
    ...document,
    tracks: Array.isArray(tracks)
      ? tracks.map((track: unknown) =>
          isFields(track) ? { ...track, group: null, sendsDb: [-72, -72] } : track,
        )
      : tracks,
    groups: [],
    rooms: [SMALL, LARGE].map((params) => ({ ...ROOM, processor: { ...ROOM.processor, params } })),
    master: isFields(master) ? { ...master, strip: [], limiter: LIMITER } : master,
  };
}
