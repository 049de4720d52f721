import { MEDIA } from '../../src-shared/contract/contract.ts';
import type { AudioId } from '../../src-shared/project/ids.ts';
import { TILE_BYTES, type TileRun } from '../../src-shared/spectrogram/tiles.ts';
import { broken, failureOfResponse, request } from './media.ts';

/**
 * Fetches a run of tiles and calls `onTile` for each as it arrives.
 * @throws Failure
 */
export async function fetchSpectrogram(
  audioId: AudioId,
  { level, first, count }: TileRun,
  onTile: (index: number, tile: Uint8Array) => void,
  signal: AbortSignal,
): Promise<void> {
  const query = new URLSearchParams({ level: String(level), first: String(first), count: String(count) });
  const response = await request(`${MEDIA.spectrogram(audioId)}?${query.toString()}`, { signal });
  if (!response.ok) throw await failureOfResponse(response);
  if (response.body === null) throw new Error('A spectrogram without a body');
  const reader = response.body.getReader();
  let tile = new Uint8Array(TILE_BYTES);
  let filled = 0;
  let index = first;
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw broken(error, signal);
    });
    if (done) break;
    for (let at = 0; at < value.length;) {
      const part = value.subarray(at, at + TILE_BYTES - filled);
      tile.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < TILE_BYTES) continue;
      onTile(index, tile);
      index += 1;
      tile = new Uint8Array(TILE_BYTES);
      filled = 0;
    }
  }
  if (index < first + count) throw broken(new Error(`The spectrogram ended at tile ${index}`), signal);
}
