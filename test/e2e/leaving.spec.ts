/** Loading the page again, or closing it, while edits are not stored: the browser asks, and nothing is lost. */
import { expect, openSeparated, test } from './door.ts';

test.use({ separated: true });

test('a reload waits for the user while edits are not saved, and for nobody once they are', async ({
  divisi: page,
  door,
}) => {
  await openSeparated(page, 'Open');
  const mute = page.getByRole('button', { name: 'Mute Flute' });
  const isMuted = await mute.getAttribute('aria-pressed');
  const asked: string[] = [];
  let leave = false;
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void (leave ? dialog.accept() : dialog.dismiss());
  });
  // A host that does not answer: the edit is neither stored nor refused.
  process.kill(door.pid, 'SIGSTOP');
  try {
    await mute.click();
    await page.evaluate(() => window.location.reload());
    await expect.poll(() => asked).toEqual(['beforeunload']);
    await expect(mute).not.toHaveAttribute('aria-pressed', isMuted ?? '');
  } finally {
    process.kill(door.pid, 'SIGCONT');
  }
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  leave = true;
  await page.reload();
  await expect(mute).not.toHaveAttribute('aria-pressed', isMuted ?? '');
  expect(asked).toHaveLength(1);
});
