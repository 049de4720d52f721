/** The four fixed bands of the first equaliser, each with what it did where a parameter is missing. */
const BANDS = [
  { name: 'low', kind: 1, frequency: 150, q: Math.SQRT1_2 },
  { name: 'lowMid', kind: 0, frequency: 500, q: 0.9 },
  { name: 'highMid', kind: 0, frequency: 3000, q: 0.9 },
  { name: 'high', kind: 2, frequency: 8000, q: Math.SQRT1_2 },
] as const;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is no list, or no object in it, stays for the schema to refuse. */
const mapped = (value: unknown, change: (item: Fields) => Fields): unknown =>
  Array.isArray(value) ? value.map((item: unknown) => (isFields(item) ? change(item) : item)) : value;

/** `lowGain` to `gain1`, and so on; null for a name that the first equaliser does not have. */
function renamed(param: string): string | null {
  const at = BANDS.findIndex(({ name }) => new RegExp(`^${name}(Frequency|Gain|Q)$`).test(param));
  const band = BANDS[at];
  return band === undefined ? null : `${param.slice(band.name.length).toLowerCase()}${at + 1}`;
}

function convertEntry(entry: Fields): Fields {
  if (!isFirstEqualiser(entry)) return entry;
  const before = isFields(entry['params']) ? entry['params'] : {};
  const params: Record<string, unknown> = {};
  BANDS.forEach((band, index) => {
    Object.assign(params, {
      [`on${index + 1}`]: 1,
      [`kind${index + 1}`]: band.kind,
      [`frequency${index + 1}`]: before[`${band.name}Frequency`] ?? band.frequency,
      [`gain${index + 1}`]: before[`${band.name}Gain`] ?? 0,
      [`q${index + 1}`]: before[`${band.name}Q`] ?? band.q,
    });
  });
  return { ...entry, version: 2, params };
}

const isFirstEqualiser = (entry: Fields): boolean =>
  entry['processor'] === 'equaliser' && entry['version'] === 1;

function convertTrack(track: Fields): Fields {
  const converted = new Set<string>();
  const strip = mapped(track['strip'], (entry) => {
    if (isFirstEqualiser(entry)) converted.add(String(entry['id']));
    return convertEntry(entry);
  });
  const automation = mapped(track['automation'], (lane) => {
    const target = String(lane['target']);
    const dot = target.lastIndexOf('.');
    const next = converted.has(target.slice(0, dot)) ? renamed(target.slice(dot + 1)) : null;
    return next === null ? lane : { ...lane, target: `${target.slice(0, dot)}.${next}` };
  });
  return { ...track, strip, automation };
}

/** Schema 2: the equaliser's four named bands become the first four of twelve numbered ones, of any kind. */
export function equaliserBands(document: Fields): Record<string, unknown> {
  return { ...document, tracks: mapped(document['tracks'], convertTrack) };
}
