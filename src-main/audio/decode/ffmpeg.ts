import { execFile, spawn } from 'node:child_process';
import { basename, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { limitFrames } from './decoder.ts';
import type { DecodedStream } from './decoder.ts';

/** Local files only, and only containers of audio: no playlists that name other files. */
const SAFE = [
  '-protocol_whitelist',
  'file,pipe',
  '-format_whitelist',
  'mov,mp4,m4a,3gp,3g2,mj2,aac,caf,au,ape,wv,tta,asf,matroska,webm,ogg,wav,aiff',
] as const;
const BLOCK_FRAMES = 1 << 15;
const ERROR_CHARACTERS = 2000;
/** Two AAC frames: edit lists are not that exact about the end. */
const LOOSE_FRAMES = 2048;

const Probe = z.object({
  streams: z
    .array(
      z.object({
        codec_name: z.string(),
        sample_rate: z.coerce.number().int().positive(),
        channels: z.number().int().positive(),
        bits_per_raw_sample: z.coerce.number().int().optional(),
        duration: z.coerce.number().positive().optional(),
      }),
    )
    .min(1),
});

/**
 * Everything without a decoder here (AAC, ALAC, WMA …), through an installed `ffmpeg`: a child process that
 * reads the file itself and pipes interleaved float32 back. Not installed or not understood: `file/unsupported`.
 */
export async function openWithFfmpeg(
  path: string,
  format: string,
  signal: AbortSignal,
): Promise<DecodedStream> {
  // With `file:` and an absolute path, ffmpeg cannot mistake the name for an option or another protocol.
  const source = `file:${resolve(path)}`;
  const stream = await probe(source, path, format);
  const lossless = stream.codec_name === 'alac' || stream.codec_name === 'ape' || stream.codec_name === 'tta';
  const bits = stream.bits_per_raw_sample ?? 0;
  const { channels, sample_rate: sampleRate } = stream;
  const frames = stream.duration === undefined ? null : Math.round(stream.duration * sampleRate);
  let decodedFrames = 0;
  let complaint = '';
  let child: ReturnType<typeof start> | null = null;
  return {
    format: stream.codec_name,
    sampleRate,
    channels,
    sampleFormat: lossless && bits === 16 ? 's16' : lossless && bits > 16 && bits <= 24 ? 's24' : 'f32',
    frames,
    // An M4A's edit list gives its length; the encoder's padding after it is not part of the recording.
    blocks: () => limitFrames(decodeAll(), format === 'm4a' ? frames : null),
    damagedPlaces: () => 0,
    // ffmpeg omits or silences frames that it cannot decode; it prints a message and still exits with 0.
    notes: () =>
      complaint === '' ? [] : [`ffmpeg found something wrong while it decoded this file: ${complaint}`],
    endedProperly: () =>
      format === 'm4a' && frames !== null ? decodedFrames >= frames - LOOSE_FRAMES : null,
    close: () => void child?.kill('SIGKILL'),
  };

  async function* decodeAll(): AsyncGenerator<Float32Array[], void> {
    child = start(source, signal);
    const stderr = collect(child.stderr);
    const exit = new Promise<number | null>((done, fail) => {
      child?.on('error', fail).on('close', (code) => done(code));
    });
    // Awaited below; until then a failure must not count as unhandled.
    exit.catch(() => undefined);
    let rest: Buffer = Buffer.alloc(0);
    const blockBytes = BLOCK_FRAMES * channels * 4;
    for await (const piece of child.stdout) {
      rest = Buffer.concat([rest, piece as Buffer]);
      while (rest.length >= blockBytes) {
        decodedFrames += BLOCK_FRAMES;
        yield planar(rest.subarray(0, blockBytes), channels);
        rest = rest.subarray(blockBytes);
      }
    }
    const last = Math.floor(rest.length / (channels * 4));
    decodedFrames += last;
    if (last > 0) yield planar(rest, channels);
    const code = await exit;
    complaint = lastLine(stderr());
    if (code !== 0) {
      throw new Failure('file/unreadable', `ffmpeg could not decode "${basename(path)}": ${complaint}`);
    }
  }
}

function start(source: string, signal: AbortSignal) {
  return spawn(
    'ffmpeg',
    [
      '-v',
      'error',
      '-nostdin',
      ...SAFE,
      '-i',
      source,
      '-map',
      '0:a:0',
      '-f',
      'f32le',
      '-c:a',
      'pcm_f32le',
      'pipe:1',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], signal, killSignal: 'SIGKILL', windowsHide: true },
  );
}

async function probe(
  source: string,
  path: string,
  format: string,
): Promise<z.infer<typeof Probe>['streams'][0]> {
  const fields = 'stream=codec_name,sample_rate,channels,bits_per_raw_sample,duration';
  const args = [
    '-v',
    'error',
    ...SAFE,
    '-select_streams',
    'a:0',
    '-show_entries',
    fields,
    '-of',
    'json',
    source,
  ];
  let output: string;
  try {
    output = (await promisify(execFile)('ffprobe', args, { windowsHide: true })).stdout;
  } catch (error) {
    throw probeFailure(error, path, format);
  }
  const parsed = Probe.safeParse(JSON.parse(output));
  const stream = parsed.success ? parsed.data.streams[0] : undefined;
  if (stream === undefined) {
    throw new Failure('file/unsupported', `"${basename(path)}" contains no audio that ffmpeg can decode`, {
      details: { format, ffmpeg: true },
    });
  }
  return stream;
}

function probeFailure(error: unknown, path: string, format: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ENOENT') {
    return new Failure(
      'file/unsupported',
      `"${basename(path)}" is ${format.toUpperCase()}, which needs ffmpeg: install it, or convert the file to WAV or FLAC first`,
      { cause: error, details: { format, ffmpeg: false } },
    );
  }
  return new Failure(
    'file/unreadable',
    `ffmpeg can't read "${basename(path)}": it is incomplete or damaged`,
    {
      cause: error,
      details: { format, ffmpeg: true },
    },
  );
}

function planar(bytes: Buffer, channels: number): Float32Array[] {
  const frames = Math.floor(bytes.length / (channels * 4));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: frames }, (__, frame) =>
      view.getFloat32((frame * channels + channel) * 4, true),
    ),
  );
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (piece: string) => {
    text = (text + piece).slice(-ERROR_CHARACTERS);
  });
  return () => text;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
