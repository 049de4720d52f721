import { MEDIA } from '../../src-shared/contract/contract.ts';
import { Failure, FailureSchema } from '../../src-shared/contract/failure.ts';
import type { AudioId } from '../../src-shared/project/ids.ts';

const BYTES_PER_SAMPLE = 4;

/** Converts an HTTP error response from the media or file endpoints to the `Failure` in its JSON body. */
export async function failureOfResponse(response: Response): Promise<Failure> {
  const body: unknown = await response.json().catch(() => null);
  return failureOfBody(body, response.status);
}

export function failureOfBody(body: unknown, status: number): Failure {
  const parsed = FailureSchema.safeParse(body);
  if (parsed.success) {
    const { details, ...data } = parsed.data;
    return Failure.fromData(details === undefined ? data : { ...data, details });
  }
  if (status === 401 || status === 403) {
    return new Failure('call/unauthorised', 'This window is not signed in to Divisi');
  }
  if (status === 404) return new Failure('file/not-found', 'This audio is no longer in the library');
  if (status === 413) return new Failure('file/too-large', 'The file is larger than Divisi accepts here');
  return new Failure('file/unreadable', `Divisi could not read the audio (status ${status})`);
}

export function broken(error: unknown, signal: AbortSignal): Failure {
  return signal.aborted
    ? new Failure('call/cancelled', 'Cancelled', { cause: error })
    : new Failure('process/died', 'The connection to Divisi was lost', { cause: error });
}

async function bodyOf(response: Response, signal: AbortSignal): Promise<ArrayBuffer> {
  try {
    return await response.arrayBuffer();
  } catch (error) {
    throw broken(error, signal);
  }
}

export async function request(url: string, init: RequestInit & { signal: AbortSignal }): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw broken(error, init.signal);
  }
}

/**
 * Fetches `frames` samples of a recording or stem, starting at `fromFrame`, as interleaved float32 at the native sample
 * rate and channel count. The result is shorter at the end of the audio.
 * @throws Failure
 */
export async function fetchPcm(
  audioId: AudioId,
  fromFrame: number,
  frames: number,
  channels: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  if (frames <= 0) return new Float32Array(0);
  const first = fromFrame * channels * BYTES_PER_SAMPLE;
  const last = first + frames * channels * BYTES_PER_SAMPLE - 1;
  const response = await request(MEDIA.pcm(audioId), {
    signal,
    headers: { range: `bytes=${first}-${last}` },
  });
  // 416: the range starts beyond the end of the audio.
  if (response.status === 416) return new Float32Array(0);
  if (!response.ok) throw await failureOfResponse(response);
  const whole = response.status === 200;
  const bytes = await bodyOf(response, signal);
  const wanted = whole ? bytes.slice(first, last + 1) : bytes;
  return new Float32Array(
    wanted,
    0,
    Math.floor(wanted.byteLength / (channels * BYTES_PER_SAMPLE)) * channels,
  );
}

/** `data`: `[channel][bucket][min, max]`, full scale 32767. `ready`: number of frames read so far, out of `frames`. */
export interface Peaks {
  readonly channels: number;
  readonly buckets: number;
  readonly ready: number;
  readonly frames: number;
  readonly data: Int16Array;
}

const header = (response: Response, name: string): number => {
  const value = Number(response.headers.get(name));
  if (!Number.isFinite(value)) throw new Error(`The header ${name} is missing`);
  return value;
};

/** Fetches the peaks of samples `[from, to)` in `buckets` equal steps. @throws Failure */
export async function fetchPeaks(
  audioId: AudioId,
  range: { readonly from: number; readonly to: number; readonly buckets: number },
  signal: AbortSignal,
): Promise<Peaks> {
  const query = new URLSearchParams({
    from: String(Math.floor(range.from)),
    to: String(Math.ceil(range.to)),
    buckets: String(Math.floor(range.buckets)),
  });
  const response = await request(`${MEDIA.peaks(audioId)}?${query.toString()}`, { signal });
  if (!response.ok) throw await failureOfResponse(response);
  const channels = header(response, 'x-divisi-channels');
  const buckets = header(response, 'x-divisi-buckets');
  const data = new Int16Array(await bodyOf(response, signal));
  if (data.length !== channels * buckets * 2) {
    throw new Error(`Peaks of ${data.length} values, expected ${channels * buckets * 2}`);
  }
  return {
    channels,
    buckets,
    ready: header(response, 'x-divisi-ready'),
    frames: header(response, 'x-divisi-frames'),
    data,
  };
}
