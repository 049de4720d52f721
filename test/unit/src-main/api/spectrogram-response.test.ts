import { describe, expect, it } from 'vitest';
import { spectrogramResponse } from '../../../../src-main/api/spectrogram-response.ts';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import { newStemId } from '../../../../src-shared/project/ids.ts';
import { TILE_BYTES, type TileRun } from '../../../../src-shared/spectrogram/tiles.ts';
import { failureOf } from '../audio/helpers.ts';

const never = new AbortController().signal;

/** Tiles filled with their index, the third of which never comes. */
function slowTiles() {
  const ended: string[] = [];
  async function* tiles(_id: unknown, run: TileRun, signal: AbortSignal) {
    try {
      for (let index = run.first; index < run.first + run.count; index += 1) {
        if (index === 2) {
          await new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(new Failure('call/cancelled', 'Cancelled')));
          });
        }
        yield new Uint8Array(TILE_BYTES).fill(index);
      }
    } finally {
      ended.push('ended');
    }
  }
  return { tiles, ended };
}

const ask = (source: ReturnType<typeof slowTiles>, query: string): Promise<Response> =>
  spectrogramResponse(source, newStemId(), new URLSearchParams(query), never);

describe('the answer to a request for a spectrogram', () => {
  it('has the tiles one after the other', async () => {
    const response = await ask(slowTiles(), 'level=9&first=0&count=2');
    expect(response.headers.get('content-length')).toBe(String(2 * TILE_BYTES));
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([bytes[0], bytes[TILE_BYTES - 1], bytes[TILE_BYTES], bytes.at(-1)]).toEqual([0, 0, 1, 1]);
  });

  it('ends the computation when it is dropped', async () => {
    const source = slowTiles();
    const response = await ask(source, 'level=9&first=1&count=2');
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value?.[0]).toBe(1);
    const pending = reader?.read();
    await reader?.cancel();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(source.ended).toEqual(['ended']);
  });

  it.each([
    '',
    'level=5&first=0&count=1',
    'level=9&first=0&count=17',
    'level=9&first=-1&count=1',
    'level=9&first=0.5&count=1',
  ])('refuses "%s"', async (query) => {
    await failureOf(ask(slowTiles(), query), 'call/invalid');
  });
});
