import { Failure } from '../../src-shared/contract/failure.ts';
import { LiveInputId } from '../../src-shared/contract/live-input.ts';
import type { LiveInput } from '../app/live-input.ts';

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Whether a path receives the blocks of a sound input: of all media, only these are written to. */
export const isLiveInputPath = (pathname: string): boolean =>
  /^\/media\/live_[0-9a-z]{16}\/block$/.test(pathname);

/**
 * Answers `PUT /media/LIVE-ID/block?n=N` with the stems of the block.
 * @throws Failure `live/ended`, `file/not-found`, `call/invalid`
 */
export async function liveInputResponse(
  liveInput: Pick<LiveInput, 'take'>,
  request: Request,
): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const id = LiveInputId.safeParse(pathname.split('/')[2]);
  if (!isLiveInputPath(pathname) || !id.success) {
    throw new Failure('file/not-found', 'There is nothing at this address');
  }
  const [, number = ''] = /^(\d{1,12})$/.exec(searchParams.get('n') ?? '') ?? [];
  const body = await request.arrayBuffer();
  if (number === '' || body.byteLength % BYTES !== 0) {
    throw new Failure('call/invalid', 'A block has a number, and samples of 32 bits');
  }
  const stems = await liveInput.take(id.data, Number(number), finite(new Float32Array(body)));
  const answer = new Float32Array(stems.reduce((sum, stem) => sum + stem.length, 0));
  let at = 0;
  for (const stem of stems) {
    answer.set(stem, at);
    at += stem.length;
  }
  return new Response(answer.buffer, {
    headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' },
  });
}

/** One value that is no number would stay in the model's state for good. */
function finite(samples: Float32Array): Float32Array {
  if (samples.every((sample) => Number.isFinite(sample))) return samples;
  throw new Failure('audio/not-finite', 'The input contains values that are not numbers');
}
