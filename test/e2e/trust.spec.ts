import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { createHost } from '../../src-main/api/host.ts';
import { optionsFor } from '../integration/host-options.ts';
import { writeWav } from '../support/wav.ts';
import { eventually } from '../support/until.ts';
import { expect, openDoor, test } from './door.ts';

/** A library that was made elsewhere: it reads a file outside its folder and brings a Python along. */
async function fromElsewhere(folder: string): Promise<string> {
  const made = join(folder, 'made');
  const host = await createHost(optionsFor(made));
  const source = writeWav(join(folder, 'Duo in G.wav'), { seconds: 2 });
  const { grantId } = host.grants.grantPath(source, { kind: 'file', access: 'read' });
  const client = createRouterClient(host.router, { context: {} });
  await client.system.saveSettings({ analyseAutomatically: false });
  await client.library.import({ grantId, mode: 'reference' });
  await eventually(async () => expect((await client.library.list({}))[0]?.state).toBe('ready'));
  await host.close();
  const sent = join(folder, 'sent');
  cpSync(made, sent, { recursive: true });
  rmSync(join(sent, 'test-config'), { recursive: true });
  mkdirSync(join(sent, 'python', 'bin'), { recursive: true });
  writeFileSync(join(sent, 'python', 'bin', 'python3'), `#!/bin/sh\ntouch "${join(folder, 'ran')}"\n`);
  chmodSync(join(sent, 'python', 'bin', 'python3'), 0o755);
  return sent;
}

test('a library from elsewhere says so, and is trusted once', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'divisi-trust-'));
  const door = await openDoor(await fromElsewhere(folder));
  try {
    await page.goto(door.url);
    const note = page.getByRole('note').filter({ hasText: 'This library comes from elsewhere' });
    await expect(page.getByText('Duo in G.wav is outside this library')).toBeVisible();
    await expect(note).toContainText('1 recording refers to a file outside it.');
    await expect(note).toContainText('It contains a Python, which Divisi does not run.');
    await page.getByRole('link', { name: 'Duo in G' }).click();
    await expect(page.getByText('Divisi separates this recording when you trust the library.')).toBeVisible();
    await expect(page.getByText('Divisi can listen for who plays when you trust the library.')).toBeVisible();
    await page.goto(`${new URL(door.url).origin}/#/adapt`);
    await expect(note).toBeVisible();
    await expect(page.getByText('Looking for Python and PyTorch…')).toBeHidden({ timeout: 60_000 });
    expect(existsSync(join(folder, 'ran'))).toBe(false);

    await page.getByRole('button', { name: 'Trust this library…' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Trust this library?' });
    await expect(dialog.getByRole('listitem')).toHaveCount(3);
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(note).toBeVisible();
    await page.getByRole('button', { name: 'Trust this library…' }).click();
    await dialog.getByRole('button', { name: 'Trust this library' }).click();
    await expect(dialog).toBeHidden();
    await expect(note).toBeHidden();
    await expect.poll(() => existsSync(join(folder, 'ran')), { timeout: 60_000 }).toBe(true);

    await page.goto(`${new URL(door.url).origin}/#/settings`);
    const settings = page.getByRole('region', { name: 'This library' });
    await expect(settings).toContainText('You trust this library.');
    await settings.getByRole('button', { name: 'Stop trusting it' }).click();
    await expect(settings).toContainText('This library comes from elsewhere.');
  } finally {
    await door.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
