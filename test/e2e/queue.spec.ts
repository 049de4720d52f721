import { test, expect } from './door.ts';

test('the queue is paused in the jobs tray, says so, and is still paused after a reload', async ({
  divisi: page,
}) => {
  const tray = page.getByRole('button', { name: /^Jobs/ });
  await tray.click();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(
    page.getByText('The queue is paused: nothing new starts until you continue it.'),
  ).toBeVisible();
  await page.reload();
  await tray.click();
  await expect(page.getByRole('button', { name: 'Continue', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await expect(page.getByText('The queue is paused')).toBeHidden();
});
