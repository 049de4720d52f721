import { Readable } from 'node:stream';
import { z } from 'zod';
import { Failure, isFailure, type FailureData } from '../../src-shared/contract/failure.ts';
import {
  ClipId,
  ImpulseId,
  RecordingId,
  SeparationId,
  PreviewAudioId,
  StemAudioId,
  StemId,
  type AudioId,
} from '../../src-shared/project/ids.ts';
import { CoverName } from '../../src-shared/contract/cover.ts';
import type { App } from '../app/app.ts';
import type { CoverImage, CoverSize } from '../app/covers.ts';
import { internalError, type Log } from '../app/program/log.ts';
import { notReady, type OpenAudio, type ReadableAudio } from '../app/readable-audio.ts';
import type { Spectrograms } from '../app/spectrograms/spectrograms.ts';
import { liveInputResponse } from './live-input.ts';
import type { LiveInput } from '../app/live-input.ts';
import { parseByteRange, type ByteRange } from './byte-range.ts';
import { spectrogramResponse } from './spectrogram-response.ts';
import { statusOf } from './statuses.ts';

const BYTES = Float32Array.BYTES_PER_ELEMENT;
/** Frames read and sent at a time; this bounds the memory of one request. */
const BLOCK_FRAMES = 1 << 15;

const AnyAudioId = z.union([RecordingId, StemId, StemAudioId, ClipId, PreviewAudioId, ImpulseId]);

export type MediaHandler = (request: Request) => Promise<Response>;

interface MediaOptions {
  readonly audio: ReadableAudio;
  readonly spectrograms: Pick<Spectrograms, 'tiles'>;
  readonly openCover: App['openCover'];
  readonly stemArchive: App['stemArchive'];
  readonly liveInput: Pick<LiveInput, 'take'>;
  readonly log: Log;
}

/** Serves `/media/ID/pcm`, `peaks` and `spectrogram`, covers, the stems of a separation, and the blocks of a sound input. Every error response is a `FailureData` as JSON. */
export function mediaHandler(options: MediaOptions): MediaHandler {
  const { audio, spectrograms, openCover, liveInput, log } = options;
  return async (request) => {
    try {
      if (request.method === 'PUT') return await liveInputResponse(liveInput, request);
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        throw new Failure('call/invalid', 'Media can only be read');
      }
      const picture = coverPath(request.url);
      if (picture !== null) return coverResponse(await openCover(picture.name, picture.size));
      const separation = stemsPath(request.url);
      if (separation !== null) return archiveResponse(await options.stemArchive(separation));
      const { id, what, query } = parsePath(request.url);
      switch (what) {
        case 'pcm':
          return await pcmResponse(await audio.open(id), request);
        case 'peaks':
          return await peaksResponse(audio, id, query);
        case 'spectrogram':
          return await spectrogramResponse(spectrograms, id, query, request.signal);
      }
    } catch (error) {
      const failure = isFailure(error) ? error : internalError(log, `media: ${request.url}`, error);
      return failureResponse(failure.toData());
    }
  };
}

const AnyCoverSize = z.enum(['cover', 'thumbnail']);

function coverPath(url: string): { readonly name: CoverName; readonly size: CoverSize } | null {
  const [, , rawName, rawSize, ...more] = new URL(url).pathname.split('/');
  const name = CoverName.safeParse(rawName);
  const size = AnyCoverSize.safeParse(rawSize);
  return name.success && size.success && more.length === 0 ? { name: name.data, size: size.data } : null;
}

/** The type follows from the picture's bytes, and no browser guesses another. */
function coverResponse({ mime, bytes }: CoverImage): Response {
  return new Response(Uint8Array.from(bytes), {
    headers: {
      'content-type': mime,
      'content-length': String(bytes.length),
      // The name is the hash of the content.
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    },
  });
}

function stemsPath(url: string): SeparationId | null {
  const [, rawId = ''] = /^\/media\/([^/]+)\/stems$/.exec(new URL(url).pathname) ?? [];
  return SeparationId.safeParse(rawId).data ?? null;
}

function archiveResponse(stream: Readable): Response {
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': 'attachment',
      'cache-control': 'no-store',
    },
  });
}

const What = z.enum(['pcm', 'peaks', 'spectrogram']);

function parsePath(url: string): { id: AudioId; what: z.infer<typeof What>; query: URLSearchParams } {
  const { pathname, searchParams } = new URL(url);
  const [, rawId = '', rawWhat = ''] = /^\/media\/([^/]+)\/([a-z]+)$/.exec(pathname) ?? [];
  const id = AnyAudioId.safeParse(rawId);
  const what = What.safeParse(rawWhat);
  if (!id.success || !what.success) throw new Failure('file/not-found', 'There is nothing at this address');
  return { id: id.data, what: what.data, query: searchParams };
}

function failureResponse(failure: FailureData): Response {
  return Response.json(failure, { status: statusOf(failure.code), headers: { 'cache-control': 'no-store' } });
}

async function pcmResponse(audio: OpenAudio, request: Request): Promise<Response> {
  const frameBytes = audio.channels * BYTES;
  const total = audio.frames * frameBytes;
  const range = parseByteRange(request.headers.get('range'), total);
  const headers: Record<string, string> = {
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'x-divisi-channels': String(audio.channels),
    'x-divisi-sample-rate': String(audio.sampleRate),
    'x-divisi-frames': String(audio.frames),
  };
  if (range === 'unsatisfiable') {
    await audio.close();
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${total}` } });
  }
  const { start, end } = range ?? { start: 0, end: total };
  if (end > audio.readyFrames * frameBytes) {
    await audio.close();
    throw notReady();
  }
  headers['content-length'] = String(end - start);
  if (range !== null) headers['content-range'] = `bytes ${start}-${end - 1}/${total}`;
  const status = range === null ? 200 : 206;
  if (request.method === 'HEAD') {
    await audio.close();
    return new Response(null, { status, headers });
  }
  return new Response(interleaved(audio, { start, end }, request.signal), { status, headers });
}

/** Streams the bytes `[start, end)` of the interleaved float32 audio, one block per pull. */
function interleaved(audio: OpenAudio, range: ByteRange, signal: AbortSignal): ReadableStream<Uint8Array> {
  const frameBytes = audio.channels * BYTES;
  let at = range.start;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (at >= range.end || signal.aborted) {
            await audio.close();
            controller.close();
            return;
          }
          const first = Math.floor(at / frameBytes);
          const count = Math.min(BLOCK_FRAMES, Math.ceil(range.end / frameBytes) - first);
          const bytes = interleave(await audio.read(first, count), count);
          const from = at - first * frameBytes;
          const to = Math.min(bytes.length, range.end - first * frameBytes);
          at += to - from;
          controller.enqueue(bytes.subarray(from, to));
        } catch (error) {
          await audio.close();
          throw error;
        }
      },
      cancel: () => audio.close(),
    },
    { highWaterMark: 1 },
  );
}

/**
 * Converts planar samples to interleaved little-endian float32; frames missing from a truncated file become silence.
 */
function interleave(planar: readonly Float32Array[], frames: number): Uint8Array {
  const channels = planar.length;
  const samples = new Float32Array(frames * channels);
  for (const [channel, source] of planar.entries()) {
    for (let frame = 0; frame < source.length; frame += 1) {
      samples[frame * channels + channel] = source[frame] as number;
    }
  }
  return new Uint8Array(samples.buffer);
}

const PeaksQuery = z.object({
  from: z.coerce.number().int().nonnegative().default(0),
  to: z.coerce.number().int().positive().optional(),
  buckets: z.coerce.number().int().min(1).max(65_536).default(1024),
});

async function peaksResponse(audio: ReadableAudio, id: AudioId, query: URLSearchParams): Promise<Response> {
  const asked = PeaksQuery.safeParse(Object.fromEntries(query));
  if (!asked.success) throw new Failure('call/invalid', 'Peaks need from < to and 1 to 65536 buckets');
  const { from, to, buckets } = asked.data;
  const answer = await audio.peaks(id, { from, to, buckets });
  return new Response(answer.data.slice().buffer, {
    headers: {
      'content-type': 'application/octet-stream',
      'cache-control': 'no-store',
      'x-divisi-channels': String(answer.channels),
      'x-divisi-buckets': String(answer.buckets),
      'x-divisi-ready': String(answer.ready),
      'x-divisi-frames': String(answer.frames ?? answer.ready),
    },
  });
}
