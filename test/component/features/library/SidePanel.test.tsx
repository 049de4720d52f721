import { useState } from 'react';
import { beforeAll, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { SidePanel } from '../../../../src-renderer/features/library/SidePanel.tsx';
import type { Collection, Facets } from '../../../../src-shared/contract/finding.ts';
import '../../styles.ts';
import '../../../../src-renderer/features/library/library.css';

const facets: Facets = {
  player: [
    { value: 'violin', count: 30 },
    { value: 'cello', count: 20 },
  ],
  composer: ['Bartók', 'Brahms', 'Dvořák', 'Haydn', 'Mozart', 'Ravel', '武満 徹'].map((value, index) => ({
    value,
    count: 10 - index,
  })),
  // One value that all have narrows nothing.
  ensemble: [{ value: 'Prova', count: 50 }],
  date: [],
  is: [
    { value: 'separated', count: 40 },
    { value: 'unseparated', count: 10 },
  ],
  model: [],
  folder: [
    { value: '/music/Brahms/Live', count: 4 },
    { value: '/music/Haydn', count: 6 },
  ],
};
const kept: Collection = { name: 'Live violas', text: 'player:viola tag:live' };

// A window of 900 pixels has no room for the panel.
beforeAll(() => page.viewport(1200, 600));

function Page(props: {
  readonly readOnly?: boolean;
  readonly folder?: Facets['folder'];
  onRename?: (collection: Collection) => void;
  onRemove?: (collection: Collection) => void;
}) {
  const [text, setText] = useState('');
  return (
    <>
      <output>{text}</output>
      <SidePanel
        text={text}
        onText={setText}
        facets={{ ...facets, folder: props.folder ?? facets.folder }}
        collections={[kept]}
        readOnly={props.readOnly ?? false}
        onRename={props.onRename ?? (() => undefined)}
        onRemove={props.onRemove ?? (() => undefined)}
      />
    </>
  );
}

test('a value narrows the search, a second composer takes the place of the first, and players add up', async () => {
  const screen = await render(<Page />);
  const text = screen.getByRole('status');
  await screen.getByRole('button', { name: /^Brahms\s?9/ }).click();
  await expect.element(text).toHaveTextContent('composer="Brahms"');
  await expect
    .element(screen.getByRole('button', { name: /^Brahms\s?9/ }))
    .toHaveAttribute('aria-pressed', 'true');
  await screen.getByRole('button', { name: /^Haydn\s?7/ }).click();
  await expect.element(text).toHaveTextContent('composer="Haydn"');
  await screen.getByRole('button', { name: /^Violin/ }).click();
  await screen.getByRole('button', { name: /^Cello/ }).click();
  await expect.element(text).toHaveTextContent('composer="Haydn" player:violin player:cello');
  await screen.getByRole('button', { name: /^Violin/ }).click();
  await expect.element(text).toHaveTextContent('composer="Haydn" player:cello');
});

test('long facets show a few values first, and facets of one value are left out', async () => {
  const screen = await render(<Page />);
  const composers = screen.getByRole('region', { name: 'Composer' });
  expect(composers.getByRole('button').elements()).toHaveLength(6);
  await composers.getByRole('button', { name: 'Show all 7' }).click();
  await expect.element(composers.getByRole('button', { name: /^武満 徹/ })).toBeVisible();
  await composers.getByRole('button', { name: 'Show fewer' }).click();
  expect(composers.getByRole('button').elements()).toHaveLength(6);
  expect(screen.getByRole('region', { name: 'Ensemble' }).elements()).toHaveLength(0);
});

test('folders are entered one by one and left by the way above them', async () => {
  const screen = await render(<Page />);
  const text = screen.getByRole('status');
  const folders = screen.getByRole('region', { name: 'Folder' });
  await folders.getByRole('button', { name: /^Brahms/ }).click();
  await expect.element(text).toHaveTextContent('folder="/music/Brahms"');
  await folders.getByRole('button', { name: /^Live/ }).click();
  await expect.element(text).toHaveTextContent('folder="/music/Brahms/Live"');
  await folders.getByRole('button', { name: 'music' }).click();
  await expect.element(text).toHaveTextContent('folder="/music"');
  await folders.getByRole('button', { name: 'All folders' }).click();
  await expect.element(text).toHaveTextContent('');
});

test('a collection is shown, left, renamed and removed', async () => {
  const onRename = vi.fn();
  const onRemove = vi.fn();
  const screen = await render(<Page onRename={onRename} onRemove={onRemove} />);
  const text = screen.getByRole('status');
  const collection = screen.getByRole('button', { name: 'Live violas', exact: true });
  await collection.click();
  await expect.element(text).toHaveTextContent('player:viola tag:live');
  await expect.element(collection).toHaveAttribute('aria-pressed', 'true');
  await collection.click();
  await expect.element(text).toHaveTextContent('');
  const menu = screen.getByRole('button', { name: 'Actions for the collection Live violas' });
  await menu.click();
  await screen.getByRole('menuitem', { name: /^Rename/ }).click();
  expect(onRename).toHaveBeenCalledWith(kept);
  await menu.click();
  await screen.getByRole('menuitem', { name: 'Remove' }).click();
  expect(onRemove).toHaveBeenCalledWith(kept);
});

test('in a library that is only read, collections can be shown but not changed', async () => {
  const screen = await render(<Page readOnly />);
  await screen.getByRole('button', { name: 'Actions for the collection Live violas' }).click();
  await expect
    .element(screen.getByRole('menuitem', { name: 'Remove' }))
    .toHaveAttribute('aria-disabled', 'true');
});

test('a long name is shortened, and how many it has stays in view', async () => {
  const screen = await render(
    <div style={{ width: 190, display: 'grid' }}>
      <Page
        folder={[
          { value: '/music/Haydn', count: 6 },
          { value: '/music/Bläserensembles-aus-dem-Nachlass-des-Kapellmeisters', count: 2 },
        ]}
      />
    </div>,
  );
  const value = screen.getByRole('button', { name: /^Bläserensembles/ }).element();
  const count = value.querySelector('.side-count')?.getBoundingClientRect();
  const panel = screen.getByRole('complementary').element().getBoundingClientRect();
  expect(count?.width).toBeGreaterThan(0);
  expect(count?.right).toBeLessThanOrEqual(panel.left + 190);
});
