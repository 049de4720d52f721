/** What is printed where, as the MEI that verovio writes of its own has it. */
export interface Notation {
  /** From a staff's element id to its bar's. */
  readonly barOfStaff: ReadonlyMap<string, string>;
  /** From a note's element id to the part that it belongs to: the staves that have notes with a pitch, in order. */
  readonly partOfNote: ReadonlyMap<string, number>;
}

const ELEMENT = /<(measure|staff|note)\b([^>]*)>/g;
const attribute = (attributes: string, name: string): string | null =>
  new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? null;

/** Reads the MEI that verovio makes of any score: one element a tag, its attributes in double quotes. */
export function notationOf(mei: string): Notation {
  const barOfStaff = new Map<string, string>();
  const staffOfNote = new Map<string, number>();
  let [bar, staff] = ['', 0];
  for (const [, element, attributes = ''] of mei.matchAll(ELEMENT)) {
    const id = attribute(attributes, 'xml:id') ?? '';
    if (element === 'measure') bar = id;
    else if (element === 'staff') {
      barOfStaff.set(id, bar);
      staff = Number(attribute(attributes, 'n') ?? 0);
    } else if (attribute(attributes, 'pname') !== null) staffOfNote.set(id, staff);
  }
  const staves = [...new Set(staffOfNote.values())].sort((a, b) => a - b);
  return {
    barOfStaff,
    partOfNote: new Map([...staffOfNote].map(([id, at]) => [id, staves.indexOf(at)])),
  };
}
