import type { OwnFormat } from '../read/sniff.ts';
import type { OpenDecoder } from './decoder.ts';
import { openFlac } from './flac.ts';
import { openMp3 } from './mp3.ts';
import { openOggFlac } from './ogg-flac.ts';
import { openOpus } from './opus.ts';
import { openVorbis } from './vorbis.ts';

/** The decoder for each format. */
export const DECODERS: Readonly<Record<OwnFormat, OpenDecoder>> = {
  flac: openFlac,
  'ogg-flac': openOggFlac,
  mp3: openMp3,
  vorbis: openVorbis,
  opus: openOpus,
};
