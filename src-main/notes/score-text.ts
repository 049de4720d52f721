import { unzipSync } from 'fflate';
import { Failure } from '../../src-shared/contract/failure.ts';
import { decodeText } from '../../src-shared/format/decode-text.ts';
import type { ScoreFormat } from './score.ts';

export interface ScoreText {
  readonly format: Exclude<ScoreFormat, 'midi'>;
  readonly text: string;
}

/** A file inside of an .mxl may be this long: ten times what the longest quartets take. */
const MAX_UNPACKED_BYTES = 40 * 1024 * 1024;

/**
 * The text of a score and its format, told by content; .mxl is unpacked.
 * @throws Failure `file/unsupported`, `file/too-large`, `score/invalid`
 */
export function scoreText(bytes: Uint8Array): ScoreText {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const text = decodeText(isZip ? unpacked(bytes) : bytes);
  const format = formatOf(text);
  if (format === null) {
    throw new Failure(
      'file/unsupported',
      'This is no score that Divisi reads; it reads MusicXML, .mxl, MEI, Humdrum, ABC and MIDI',
    );
  }
  // Entities of its own are of no use in a score and have been used for attacks; a DOCTYPE alone is common.
  if (/<!ENTITY/i.test(text)) {
    throw new Failure(
      'score/invalid',
      'The score declares XML entities of its own, which Divisi does not read',
    );
  }
  // The reader takes what there is of a file that ends too early, and what it makes of the last note is wrong.
  if (
    text.trimStart().startsWith('<') &&
    !/<\/(\w+:)?(score-partwise|score-timewise|mei)\s*>\s*$/.test(text.slice(-2000))
  ) {
    throw new Failure('score/invalid', 'The score is damaged: its file ends too early');
  }
  return { format, text };
}

function formatOf(text: string): ScoreText['format'] | null {
  const start = text.slice(0, 20_000).trimStart();
  if (start.startsWith('<')) {
    if (/<score-(partwise|timewise)\b/.test(start)) return 'musicxml';
    return /<mei\b/.test(start) ? 'mei' : null;
  }
  if (/^(!!|\*\*)/.test(start)) return 'humdrum';
  return /^(%abc|X:\s*\d)/m.test(start) ? 'abc' : null;
}

/** The score inside of an .mxl: the file that META-INF/container.xml names, else the first that looks like one. */
function unpacked(bytes: Uint8Array): Uint8Array {
  const container = entry(bytes, (name) => name === 'META-INF/container.xml');
  const named = container === null ? null : /full-path="([^"]+)"/.exec(decodeText(container))?.[1];
  const found = entry(bytes, (name) =>
    typeof named === 'string' ? name === named : /^(?!META-INF\/).*\.(musicxml|xml)$/i.test(name),
  );
  if (found === null) throw new Failure('score/invalid', 'The .mxl file holds no score');
  return found;
}

/** Unpacks the first entry of a matching name, and no other. */
function entry(bytes: Uint8Array, matches: (name: string) => boolean): Uint8Array | null {
  const found: { name: string | null; isTooLarge: boolean } = { name: null, isTooLarge: false };
  const files = unpack(bytes, ({ name, originalSize }) => {
    if (found.name !== null || !matches(name)) return false;
    found.name = name;
    // The size in the directory bounds what is unpacked, whatever the data say.
    found.isTooLarge = originalSize > MAX_UNPACKED_BYTES;
    return !found.isTooLarge;
  });
  if (found.isTooLarge)
    throw new Failure('file/too-large', 'The .mxl file unpacks to more than 40 MB: that is no score');
  return found.name === null ? null : (files[found.name] ?? null);
}

function unpack(
  bytes: Uint8Array,
  filter: (file: { readonly name: string; readonly originalSize: number }) => boolean,
): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter });
  } catch (cause) {
    throw new Failure('score/invalid', 'The .mxl file is damaged or ends too early', { cause });
  }
}
