import { rm } from 'node:fs/promises';
import type { BitDepth, Container } from '../../../src-shared/contract/audio.ts';
import { STORED_FORMAT } from './depth.ts';
import { createFlacWriter } from './flac.ts';
import type { PcmWriter } from '../read/pcm.ts';
import { createPcmWriter } from './writer.ts';

export interface OutputFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly clippedSamples: number;
}

export interface OutputFormat {
  readonly format: Container;
  readonly bitDepth: BitDepth;
  readonly sampleRate: number;
  /** Sample of the recording, at `sampleRate`, where the files begin. */
  readonly timeReference: number;
  readonly overwrite: boolean;
}

/** The files of one export: all of them, or none. */
export interface Outputs {
  open(file: { path: string; name: string }, channels: number, title: string): Promise<PcmWriter>;
  /** Completes all, in the order they were opened. */
  finish(): Promise<OutputFile[]>;
  /** Removes what was written, a file that this export replaced excepted. */
  abort(): Promise<void>;
}

export function createOutputs(format: OutputFormat): Outputs {
  const open: { path: string; name: string; writer: PcmWriter }[] = [];
  const finished: string[] = [];
  return {
    async open(file, channels, title) {
      const writer = await openWriter(file.path, channels, title, format);
      open.push({ ...file, writer });
      return writer;
    },
    async finish() {
      const files: OutputFile[] = [];
      for (const { path, name, writer } of open) {
        const { bytes, clippedSamples } = await writer.finish();
        finished.push(path);
        files.push({ path, name, bytes, clippedSamples });
      }
      return files;
    },
    async abort() {
      for (const { writer } of open) await writer.abort();
      if (format.overwrite) return;
      for (const path of finished) await rm(path, { force: true });
    },
  };
}

/** WAV with a `bext` chunk that tells where it begins in the recording, or FLAC. */
function openWriter(
  path: string,
  channels: number,
  title: string,
  { format, bitDepth, sampleRate, timeReference }: OutputFormat,
): Promise<PcmWriter> {
  const sampleFormat = STORED_FORMAT[bitDepth];
  const bext = { description: title, originator: 'Divisi', timeReference };
  if (format === 'wav') return createPcmWriter(path, { sampleRate, channels, sampleFormat, bext });
  if (sampleFormat === 'f32') throw new Error('FLAC holds no floats: the call should have been refused');
  return createFlacWriter(path, { sampleRate, channels, sampleFormat });
}
