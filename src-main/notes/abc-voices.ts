/** One voice of an ABC tune, as a tune of its own. */
export interface AbcVoice {
  /** As the tune calls it, else its id. */
  readonly name: string;
  readonly text: string;
}

const VOICE = /^V:\s*(\S+)(.*)$/;
const INLINE = /^\[V:\s*([^\]\s]+)[^\]]*\](.*)$/;
const NAME = /\b(?:name|nm)="([^"]*)"/;
const CLEF = /\bclef=(\S+)/;

/**
 * Splits a tune (ABC 2.1, section 7) into its voices, since the reader takes one voice at a time: each gets the header,
 * its own clef and its own lines. Voices are named in the order in which they are declared or begin.
 */
export function abcVoices(text: string): AbcVoice[] {
  const header: string[] = [];
  let key = '';
  const voices = new Map<string, { name: string; clef: string | null; readonly lines: string[] }>();
  const voiceOf = (id: string, properties: string) => {
    const voice = voices.get(id) ?? { name: id, clef: null, lines: [] };
    voice.name = NAME.exec(properties)?.[1] ?? voice.name;
    voice.clef = CLEF.exec(properties)?.[1] ?? voice.clef;
    voices.set(id, voice);
    return voice;
  };
  let current: string[] | null = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const declared = VOICE.exec(line);
    const inline = INLINE.exec(line);
    if (line.startsWith('%')) continue;
    if (declared !== null) {
      const { lines } = voiceOf(declared[1] ?? '', declared[2] ?? '');
      if (key !== '') current = lines;
    } else if (key === '') {
      if (line.startsWith('K:')) key = line;
      else header.push(line);
    } else if (inline !== null) {
      current = voiceOf(inline[1] ?? '', '').lines;
      current.push(inline[2] ?? '');
    } else {
      current ??= [...voices.values()][0]?.lines ?? voiceOf('1', '').lines;
      current.push(line);
    }
  }
  return [...voices.values()]
    .filter(({ lines }) => lines.some((line) => line.trim() !== ''))
    .map(({ name, clef, lines }) => ({
      name,
      text: [...header, clef === null ? key : `${key} clef=${clef}`, ...lines, ''].join('\n'),
    }));
}
