import { z } from 'zod';
import { SampleFormat } from '../../../../src-shared/contract/audio.ts';
import { CoverName } from '../../../../src-shared/contract/cover.ts';
import { Metadata } from '../../../../src-shared/contract/metadata.ts';
import { declareTask } from './declare.ts';
import { count, hex256, notes, path } from './parts.ts';

const pcmInfo = z.object({
  sampleRate: z.number().int().positive(),
  channels: z.number().int().positive(),
  frames: count,
  sampleFormat: SampleFormat,
});

/** Reads a source once: header, samples, hash and peaks. */
export const importTask = declareTask({
  input: z.object({
    sourcePath: path,
    storage: z.enum(['reference', 'copy']),
    audioPath: path,
    peaksPath: path,
    coversPath: path.exactOptional(),
    channels: z.array(count).exactOptional(),
  }),
  event: z.object({
    type: z.literal('opened'),
    format: z.string(),
    info: pcmInfo.extend({ frames: count.nullable() }),
  }),
  result: z.object({
    format: z.string(),
    info: pcmInfo,
    sha256: hex256,
    audioPath: path,
    channelMap: z.array(count),
    notes,
    /** The title in the file's tags; null without one. */
    title: z.string().nullable(),
    metadata: Metadata,
    cover: CoverName.nullable(),
  }),
  warm: true,
  load: async () => (await import('../../../audio/import.ts')).runImport,
});
