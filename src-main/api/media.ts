import { z } from 'zod';
import { Failure, isFailure, type FailureData } from '../../src-shared/contract/failure.ts';
import { ClipId, RecordingId, StemId, type AudioId } from '../../src-shared/project/ids.ts';
import { openPcm } from '../audio/read/open.ts';
import { partPath } from '../audio/write/part-file.ts';
import { readPeaks, type PeaksAnswer } from '../audio/peaks/peaks-reader.ts';
import type { PcmReader } from '../audio/read/pcm.ts';
import type { LiveStems } from '../jobs/kinds/live-stems.ts';
import { findClip } from '../library/rows/adaptations.ts';
import type { ReadableDatabase } from '../library/database.ts';
import {
  clipPathOf,
  fromStoredPath,
  insidePath,
  peaksPathOf,
  type LibraryFolder,
} from '../library/folder.ts';
import { internalError, type Log } from '../library/log/log.ts';
import { getRecording } from '../library/rows/recordings.ts';
import { getStem } from '../library/rows/separations.ts';
import { parseByteRange, type ByteRange } from './byte-range.ts';
import type { Sources } from '../app/sources.ts';
import { statusOf } from './statuses.ts';

const BYTES = Float32Array.BYTES_PER_ELEMENT;
/** Frames read and sent at a time: what one request holds in memory. */
const BLOCK_FRAMES = 1 << 15;

export interface MediaOptions {
  readonly read: ReadableDatabase;
  readonly folder: LibraryFolder;
  readonly sources: Sources;
  readonly live: LiveStems;
  readonly log: Log;
}

/** What a recording or a stem offers the handler. */
interface Audio {
  /** Null while a recording is being imported. */
  readonly path: string | null;
  readonly channelMap: readonly number[] | null;
  readonly channels: number;
  readonly frames: number | null;
  /** Null for a whole file. */
  readonly growing: Growing | null;
}

/** A file that a separation still writes. */
interface Growing {
  readonly frames: number;
  /** So many of them are final. */
  readonly readyFrames: number;
  /** False once another run writes the file anew. */
  isCurrent(): boolean;
}

const AnyAudioId = z.union([RecordingId, StemId, ClipId]);

export type MediaHandler = (request: Request) => Promise<Response>;

/** Serves `/media/ID/pcm` and `/media/ID/peaks`; every refusal is a `FailureData` as JSON. */
export function mediaHandler(options: MediaOptions): MediaHandler {
  const { read, folder, sources, live, log } = options;

  const find = async (id: AudioId): Promise<Audio> => {
    const recordingId = RecordingId.safeParse(id);
    if (recordingId.success) {
      const recording = getRecording(read, recordingId.data);
      if (recording === null) throw new Failure('library/not-found', 'This recording is no longer there');
      await sources.require(recording);
      const { audioPath, channelMap, channels, frames } = recording;
      return {
        path: audioPath === null ? null : fromStoredPath(folder, audioPath),
        channelMap,
        channels: channels ?? 1,
        frames,
        growing: null,
      };
    }
    const clipId = ClipId.safeParse(id);
    if (clipId.success) {
      const clip = findClip(read, clipId.data);
      if (clip === null) throw new Failure('library/not-found', 'This clip is no longer there');
      const path = clipPathOf(folder, clip.id);
      return { path, channelMap: null, channels: 1, frames: clip.frames, growing: null };
    }
    const stemId = StemId.parse(id);
    const stem = getStem(read, stemId);
    if (stem !== null) {
      const { channels, frames, path } = stem;
      return { path: insidePath(folder, path), channelMap: null, channels, frames, growing: null };
    }
    const found = live.find(stemId);
    if (found === null) throw new Failure('library/not-found', 'This stem is no longer there');
    const { channels, frames, readyFrames } = found.run;
    const isCurrent = (): boolean => live.find(stemId) !== null || getStem(read, stemId) !== null;
    const growing = { frames, readyFrames, isCurrent };
    return { path: found.stem.path, channelMap: null, channels, frames, growing };
  };

  return async (request) => {
    try {
      const { id, what, query } = parsePath(request.url);
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        throw new Failure('call/invalid', 'Media can only be read');
      }
      const audio = await find(id);
      const response =
        what === 'pcm'
          ? await pcmResponse(audio, request)
          : await peaksResponse(peaksPathOf(folder, id), audio, query);
      return response;
    } catch (error) {
      const failure = isFailure(error) ? error : internalError(log, `media: ${request.url}`, error);
      return failureResponse(failure.toData());
    }
  };
}

function parsePath(url: string): { id: AudioId; what: 'pcm' | 'peaks'; query: URLSearchParams } {
  const { pathname, searchParams } = new URL(url);
  const [, rawId = '', what = ''] = /^\/media\/([^/]+)\/(pcm|peaks)$/.exec(pathname) ?? [];
  const id = AnyAudioId.safeParse(rawId);
  if (!id.success || (what !== 'pcm' && what !== 'peaks')) {
    throw new Failure('file/not-found', 'There is nothing at this address');
  }
  return { id: id.data, what, query: searchParams };
}

function failureResponse(failure: FailureData): Response {
  return Response.json(failure, { status: statusOf(failure.code), headers: { 'cache-control': 'no-store' } });
}

async function pcmResponse(audio: Audio, request: Request): Promise<Response> {
  if (audio.path === null) throw new Failure('file/not-found', 'The recording is still being imported');
  const { growing } = audio;
  const reader =
    growing === null ? await openPcm(audio.path, mapOf(audio)) : await openGrowing(audio.path, growing);
  const frames = growing?.frames ?? reader.frames;
  const frameBytes = reader.channels * BYTES;
  const total = frames * frameBytes;
  const range = parseByteRange(request.headers.get('range'), total);
  const headers: Record<string, string> = {
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'x-divisi-channels': String(reader.channels),
    'x-divisi-sample-rate': String(reader.sampleRate),
    'x-divisi-frames': String(frames),
  };
  if (range === 'unsatisfiable') {
    await reader.close();
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${total}` } });
  }
  const { start, end } = range ?? { start: 0, end: total };
  if (growing !== null && end > Math.min(growing.readyFrames, reader.frames) * frameBytes) {
    await reader.close();
    throw notReady();
  }
  headers['content-length'] = String(end - start);
  if (range !== null) headers['content-range'] = `bytes ${start}-${end - 1}/${total}`;
  const status = range === null ? 200 : 206;
  if (request.method === 'HEAD') {
    await reader.close();
    return new Response(null, { status, headers });
  }
  const current = (): boolean => growing?.isCurrent() ?? true;
  return new Response(interleaved(reader, { start, end }, request.signal, current), { status, headers });
}

const mapOf = ({ channelMap }: Audio): { channelMap?: readonly number[] } =>
  channelMap === null ? {} : { channelMap };

const notReady = (): Failure => new Failure('audio/not-ready', 'This part is not separated yet');

/** The unfinished file, or, where it was finished this moment, the whole one. */
async function openGrowing(path: string, growing: Growing): Promise<PcmReader> {
  // Nothing but a header can't be opened.
  if (growing.readyFrames === 0) throw notReady();
  try {
    return await openPcm(partPath(path));
  } catch (error) {
    if (!isFailure(error) || error.code !== 'file/not-found') throw error;
    return openPcm(path);
  }
}

/** The bytes `[start, end)` of the interleaved float32 stream, block by block as they are asked for. */
function interleaved(
  reader: PcmReader,
  range: ByteRange,
  signal: AbortSignal,
  isCurrent: () => boolean,
): ReadableStream<Uint8Array> {
  const frameBytes = reader.channels * BYTES;
  let at = range.start;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (at >= range.end || signal.aborted) {
            await reader.close();
            controller.close();
            return;
          }
          const first = Math.floor(at / frameBytes);
          const count = Math.min(BLOCK_FRAMES, Math.ceil(range.end / frameBytes) - first);
          const bytes = interleave(await reader.read(first, count), count);
          if (!isCurrent()) throw notReady();
          const from = at - first * frameBytes;
          const to = Math.min(bytes.length, range.end - first * frameBytes);
          at += to - from;
          controller.enqueue(bytes.subarray(from, to));
        } catch (error) {
          await reader.close();
          throw error;
        }
      },
      cancel: () => reader.close(),
    },
    { highWaterMark: 1 },
  );
}

/** Planar to interleaved little-endian float32; what a shortened file lacks is silence. */
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

async function peaksResponse(path: string, audio: Audio, query: URLSearchParams): Promise<Response> {
  const asked = PeaksQuery.safeParse(Object.fromEntries(query));
  if (!asked.success) throw new Failure('call/invalid', 'Peaks need from < to and 1 to 65536 buckets');
  const { from, buckets, to = Math.max(from + 1, audio.frames ?? 1) } = asked.data;
  const answer = await readPeaks(path, { from, to, buckets }).catch((error: unknown): PeaksAnswer => {
    // Known audio whose waveform was not begun yet: empty for now.
    if (isFailure(error) && error.code === 'file/not-found') {
      const { channels } = audio;
      return { channels, buckets, ready: 0, frames: null, data: new Int16Array(channels * buckets * 2) };
    }
    throw error;
  });
  return new Response(answer.data.slice().buffer, {
    headers: {
      'content-type': 'application/octet-stream',
      'cache-control': 'no-store',
      'x-divisi-channels': String(answer.channels),
      'x-divisi-buckets': String(answer.buckets),
      'x-divisi-ready': String(answer.ready),
      'x-divisi-frames': String(answer.frames ?? audio.frames ?? answer.ready),
    },
  });
}
