/** A prepared listening test behind a serve door, and its participants' browsers. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { createHost } from '../../src-main/api/host.ts';
import { optionsFor } from '../integration/host-options.ts';
import { preparedStudy } from '../integration/study-harness.ts';
import { openDoor } from './door.ts';

type Choices = Parameters<typeof preparedStudy>[3];

/** Prepares a study in a library of its own and opens the door on it. */
export async function openStudy(choices: Choices) {
  const dir = await mkdtemp(join(tmpdir(), 'divisi-e2e-study-'));
  const libraryDir = join(dir, 'library');
  const host = await createHost(optionsFor(libraryDir));
  let made: Awaited<ReturnType<typeof preparedStudy>>;
  try {
    const client = createRouterClient(host.router, { context: {} });
    made = await preparedStudy(host, client, dir, choices);
  } finally {
    await host.close();
  }
  const door = await openDoor(libraryDir);
  return {
    ...made,
    door,
    close: async () => {
      await door.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Opens an address in a browser context of its own. @param errors takes what the page logs as an error */
export async function begin(
  browser: Browser,
  url: string,
  errors: string[],
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1024, height: 768 },
    locale: 'en',
    ...options,
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(url);
  return page;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
declare const axe: { run(context: Document): Promise<AxeResults> };

/** What axe-core finds, one line an element. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { violations: found } = await axe.run(document);
    return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  });
}
