import { z } from 'zod';
import { Failure, isCancelled } from '../../src-shared/contract/failure.ts';
import type { AudioId } from '../../src-shared/project/ids.ts';
import { COARSEST_LEVEL, FINEST_LEVEL, MOST_TILES, TILE_BYTES } from '../../src-shared/spectrogram/tiles.ts';
import type { Spectrograms } from '../app/spectrograms/spectrograms.ts';

const Query = z.object({
  level: z.coerce.number().int().min(FINEST_LEVEL).max(COARSEST_LEVEL),
  first: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31),
  count: z.coerce.number().int().min(1).max(MOST_TILES),
});

/**
 * `count` tiles of `TILE_BYTES` each, one after the other as they are computed. Dropping the response ends the computation.
 * @throws Failure as `Spectrograms.tiles`, if there is no first tile; a later failure ends the body early
 */
export async function spectrogramResponse(
  spectrograms: Pick<Spectrograms, 'tiles'>,
  id: AudioId,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<Response> {
  const run = Query.safeParse(Object.fromEntries(query));
  if (!run.success) {
    throw new Failure(
      'call/invalid',
      `A spectrogram needs a level, a first tile and 1 to ${MOST_TILES} tiles`,
    );
  }
  const dropped = new AbortController();
  const tiles = spectrograms.tiles(id, run.data, AbortSignal.any([signal, dropped.signal]));
  let next: IteratorResult<Uint8Array, void> | null = await tiles.next();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value } = next ?? (await tiles.next());
        next = null;
        if (value === undefined) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        dropped.abort();
        await tiles.return().catch(ignoreCancelled);
      },
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(run.data.count * TILE_BYTES),
      'cache-control': 'no-store',
    },
  });
}

function ignoreCancelled(error: unknown): void {
  if (!isCancelled(error)) throw error;
}
