import { liveInputBlock, type LiveInputOpened } from '../../src-shared/contract/live-input.ts';
import { broken, failureOfResponse, request } from './media.ts';

/** Separates one block. @returns one array per stem, each with a buffer of its own @throws Failure */
export async function separateBlock(
  { id, block: length, stems }: LiveInputOpened,
  block: number,
  samples: Float32Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<readonly Float32Array<ArrayBuffer>[]> {
  const response = await request(liveInputBlock(id, block), { method: 'PUT', body: samples, signal });
  if (!response.ok) throw await failureOfResponse(response);
  const bytes = await response.arrayBuffer().catch((error: unknown) => {
    throw broken(error, signal);
  });
  const all = new Float32Array(bytes);
  return stems.map((_, index) => all.slice(index * length, (index + 1) * length));
}
