import { rm } from 'node:fs/promises';
import type { BitDepth } from '../../../src-shared/contract/audio.ts';
import type { ExportFormat } from '../../../src-shared/contract/export.ts';
import type { ProgrammeLoudness } from '../../../src-shared/dsp/loudness.ts';
import type { PcmWriter } from '../read/pcm.ts';
import { STORED_FORMAT } from './depth.ts';
import { createFlacWriter } from './flac.ts';
import { createMp3Writer } from './mp3.ts';
import { createOpusWriter } from './opus.ts';
import { bextBody } from './tags/bext.ts';
import { id3Tag } from './tags/id3.ts';
import { infoBody } from './tags/info.ts';
import { ixmlBody } from './tags/ixml.ts';
import type { FileTags } from './tags/tags.ts';
import { createPcmWriter } from './writer.ts';
import type { WavChunk } from './wav-header.ts';

export interface OutputFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
}

export interface OutputFormat {
  readonly format: ExportFormat;
  /** Of WAV and FLAC. */
  readonly bitDepth: BitDepth;
  /** Of MP3 and Opus. */
  readonly kbps: number;
  readonly sampleRate: number;
  readonly inputRate: number;
  /** The recording's title. */
  readonly project: string;
  readonly tags: FileTags;
  readonly overwrite: boolean;
}

export interface OutputDetails {
  readonly path: string;
  readonly name: string;
  readonly channels: 1 | 2;
  readonly title: string;
  /** Sample of the recording, at the output's rate, where the file begins. */
  readonly timeReference: number;
}

export interface Output {
  readonly write: (block: readonly Float32Array[]) => Promise<void>;
  /** Tells the loudness before `finish`, for formats that store it. */
  readonly measured: (loudness: ProgrammeLoudness) => void;
}

/** The files of one export: all of them, or none. */
export interface Outputs {
  open(details: OutputDetails): Promise<Output>;
  /** Completes all, in the order they were opened. */
  finish(): Promise<OutputFile[]>;
  /** Removes what was written, a file that this export replaced excepted. */
  abort(): Promise<void>;
}

export function createOutputs(format: OutputFormat): Outputs {
  const open: {
    details: OutputDetails;
    writer: PcmWriter;
    loudness: ProgrammeLoudness | null;
  }[] = [];
  const finished: string[] = [];
  return {
    async open(details) {
      const writer = await openWriter(details, format);
      const entry: (typeof open)[number] = { details, writer, loudness: null };
      open.push(entry);
      return {
        write: (block) => writer.write(block),
        measured: (loudness) => {
          entry.loudness = loudness;
        },
      };
    },
    async finish() {
      const files: OutputFile[] = [];
      for (const { details, writer, loudness } of open) {
        const { bytes } = await writer.finish(loudness);
        finished.push(details.path);
        files.push({ path: details.path, name: details.name, bytes });
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

function openWriter(details: OutputDetails, output: OutputFormat): Promise<PcmWriter> {
  const { path, channels, title } = details;
  const { format, bitDepth, kbps, sampleRate, inputRate } = output;
  const tags: FileTags = { ...output.tags, metadata: { ...output.tags.metadata, title } };
  const sampleFormat = STORED_FORMAT[bitDepth];
  switch (format) {
    case 'wav': {
      const chunks = wavChunks(details, output, tags);
      return createPcmWriter(path, { sampleRate, channels, sampleFormat, chunks });
    }
    case 'flac':
      if (sampleFormat === 'f32') throw new Error('FLAC holds no floats: the call should have been refused');
      return createFlacWriter(path, { sampleRate, channels, sampleFormat, tags });
    case 'mp3':
      return createMp3Writer(path, { sampleRate, channels, kbps, tags });
    case 'opus':
      return createOpusWriter(path, { channels, kbps, inputRate, tags });
  }
}

/** `bext` for broadcast tools, iXML for every script, INFO for simple players, and ID3 for the others and for covers. */
function wavChunks(
  { channels, title, timeReference }: OutputDetails,
  { bitDepth, sampleRate, project }: OutputFormat,
  tags: FileTags,
): (loudness: ProgrammeLoudness | null) => WavChunk[] {
  const { metadata } = tags;
  const bits = bitDepth === '32f' ? 32 : Number(bitDepth);
  const mode = channels === 1 ? 'mono' : 'stereo';
  const bext = {
    description: title,
    originationDate: /^\d{4}-\d{2}-\d{2}$/.test(metadata.date) ? metadata.date : null,
    timeReference,
    codingHistory: `A=PCM,F=${sampleRate},W=${bits},M=${mode},T=Divisi`,
  };
  const ixml = ixmlBody({
    project,
    description: title,
    metadata,
    sampleRate,
    bitDepth: bits,
    channels,
    timeReference,
  });
  const info = infoBody(metadata);
  const id3 = id3Tag(tags);
  return (loudness) => [
    { id: 'bext', body: bextBody(bext, loudness) },
    { id: 'iXML', body: ixml },
    ...(info.length > 0 ? [{ id: 'LIST', body: info }] : []),
    ...(id3.length > 0 ? [{ id: 'id3 ', body: id3 }] : []),
  ];
}
