/** A fader under the pointer while the mix plays: what is heard of it, and what crosses to the audio thread. */
import type { Page } from '@playwright/test';
import type { MixMessage } from '../../src-renderer/engine/protocol.ts';
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

/** Messages about the mix that the window has posted since it was loaded. */
const posted = (page: Page): Promise<MixMessage[]> =>
  page.evaluate(() => (window as unknown as { posted: MixMessage[] }).posted);

test('a fader that moves while the mix plays is heard, and nothing but its gain is sent', async ({
  divisi: page,
}) => {
  await page.addInitScript(() => {
    const messages: MixMessage[] = [];
    (window as unknown as { posted: MixMessage[] }).posted = messages;
    const post = MessagePort.prototype.postMessage as (message: unknown, options?: unknown) => void;
    MessagePort.prototype.postMessage = function (message: unknown, options?: unknown): void {
      const type = message instanceof Object && 'type' in message ? message.type : null;
      if (type === 'settings' || type === 'patch') messages.push(structuredClone(message) as MixMessage);
      post.call(this, message, options);
    };
  });
  await page.reload();
  await openSeparated(page, 'Open');
  const track = page.getByRole('group', { name: 'Flute track' });
  await expect(track).toBeVisible();
  const level = track.getByRole('meter', { name: 'Flute level' });
  const heard = async (): Promise<number> => Number(await level.getAttribute('aria-valuenow'));

  await page.getByRole('button', { name: /^Loop/ }).click();
  await page.getByRole('button', { name: /^Play/ }).click();
  await expect.poll(heard).toBeGreaterThan(-40);
  expect((await posted(page)).map(({ type }) => type)).toEqual(['settings']);

  const fader = track.getByRole('slider', { name: 'Flute gain' });
  const box = await fader.boundingBox();
  if (box === null) throw new Error('no fader');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.75, y);
  await page.mouse.down();
  for (let step = 1; step <= 20; step += 1)
    await page.mouse.move(box.x + box.width * 0.75 * (1 - step / 20), y);
  await page.mouse.up();
  await expect.poll(heard).toBe(-60);

  const moves = (await posted(page)).slice(1);
  expect(moves.length).toBeGreaterThan(5);
  for (const move of moves) {
    if (move.type !== 'patch') throw new Error('the whole mix was sent again');
    expect(move.patch).toEqual({ tracks: [{ track: 'track-1', fields: { gainDb: expect.any(Number) } }] });
  }

  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect.poll(heard).toBeGreaterThan(-40);
  expect((await posted(page)).at(-1)).toMatchObject({
    type: 'patch',
    patch: { tracks: [{ track: 'track-1', fields: { gainDb: 0 } }] },
  });
});
