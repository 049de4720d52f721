import { parseFile, selectCover, type IAudioMetadata, type IMetadataEvent } from 'music-metadata';
import { METADATA_LENGTH, type Metadata } from '../../../src-shared/contract/metadata.ts';

export interface FileTags {
  /** Null if the file has none. */
  readonly title: string | null;
  readonly metadata: Metadata;
  /** The bytes of the embedded picture that is most likely the front cover, whatever they are; null without one. */
  readonly picture: Buffer | null;
}

interface SeenTags {
  readonly common: Partial<IAudioMetadata['common']>;
  readonly native: IAudioMetadata['native'];
}

/** Tags that have no common name, in Vorbis comments and in ID3's TXXX frames. */
const OWN_NAMES = { work: /^(TXXX:)?work$/i, movement: /^(TXXX:)?movement(name)?$/i } as const;
const ENSEMBLE = /^(TXXX:)?(ensemble|orchestra)$/i;
const VENUE = /^(TXXX:)?(venue|location|recordinglocation)$/i;

const LONGEST_TITLE = 200;

/**
 * Reads the tags of an audio file: RIFF INFO and ID3 in WAV, ID3 in AIFF and MP3, Vorbis comments in FLAC, Ogg and Opus,
 * MP4 atoms. Where a file departs from its format, the tags before that place count: the audio has been read already, and
 * many programs write sloppy tags.
 */
export async function readTags(path: string): Promise<FileTags> {
  let seen: SeenTags = { common: {}, native: {} };
  const observer = ({ metadata }: IMetadataEvent): void => {
    seen = metadata;
  };
  const { common, native } = await parseFile(path, { observer }).catch(() => seen);
  const own = Object.values(native).flat();
  const named = (pattern: RegExp): string[] =>
    own.flatMap(({ id, value }) => (pattern.test(id) && typeof value === 'string' ? [value] : []));
  const listed = (values: readonly (string | undefined)[]): string =>
    clean([...new Set(values.filter((value) => value !== undefined))].join('; ')).slice(0, METADATA_LENGTH);
  const found: Metadata = {
    composer: listed(common.composer ?? []),
    work: listed([common.work ?? named(OWN_NAMES.work)[0]]),
    movement: listed([common.movement ?? named(OWN_NAMES.movement)[0]]),
    performers: listed(common.artists ?? [common.artist]),
    ensemble: listed(named(ENSEMBLE)),
    venue: listed(named(VENUE)),
    date: listed([common.date ?? common.year?.toString() ?? named(/^bext\.originationDate$/)[0]]),
  };
  const title = clean(common.title ?? '').slice(0, LONGEST_TITLE);
  const cover = selectCover(common.picture);
  return {
    title: title === '' ? null : title,
    metadata: found,
    picture: cover === null ? null : Buffer.from(cover.data),
  };
}

/** Without control characters, and on one line. */
const clean = (value: string): string =>
  utf8OfLatin1(value)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .normalize('NFC');

/**
 * RIFF INFO names no encoding: it is read as Latin-1, but most programs write UTF-8. Text that is UTF-8 byte by byte,
 * with a character beyond ASCII, is hardly meant as Latin-1.
 */
function utf8OfLatin1(value: string): string {
  if (!/[\u0080-\u00ff]/.test(value) || /[\u0100-\uffff]/.test(value)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    // It was Latin-1 after all.
    return value;
  }
}
