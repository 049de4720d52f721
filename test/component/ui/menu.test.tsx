import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { Button } from '../../../src-renderer/ui/Button.tsx';
import { ContextMenu, Menu, type MenuEntry } from '../../../src-renderer/ui/Menu.tsx';
import '../styles.ts';

const entriesOf = (act: (what: string) => void): readonly MenuEntry[] => [
  { kind: 'heading', label: 'Track' },
  { kind: 'item', label: 'Rename', onSelect: () => act('rename') },
  { kind: 'item', label: 'Frozen', disabled: true, onSelect: () => act('frozen') },
  { kind: 'check', label: 'Mono', checked: false, onChange: (checked) => act(`mono ${checked}`) },
  { kind: 'separator' },
  { kind: 'item', label: 'Remove', danger: true, onSelect: () => act('remove') },
];

it('opens with the keyboard, skips what is off, and acts once', async () => {
  const act = vi.fn();
  await render(<Menu trigger={<Button>More</Button>} entries={entriesOf(act)} />);
  await userEvent.keyboard('{Tab}');
  await expect.element(page.getByRole('button', { name: 'More' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('menuitem', { name: 'Rename' })).toHaveFocus();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(page.getByRole('menuitemcheckbox', { name: 'Mono' })).toHaveFocus();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(page.getByRole('menuitem', { name: 'Remove' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  expect(act).toHaveBeenCalledExactlyOnceWith('remove');
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
});

it('gives the focus back to its button when it was opened by key, and not when by pointer', async () => {
  await render(<Menu trigger={<Button>More</Button>} entries={entriesOf(vi.fn())} />);
  const trigger = page.getByRole('button', { name: 'More' });
  await userEvent.keyboard('{Tab}{Enter}');
  await expect.element(page.getByRole('menu')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(trigger).toHaveFocus();
  await trigger.click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
  // Space means "play": it must not open the menu again.
  await expect.element(trigger).not.toHaveFocus();
});

it('a checked entry says its state and what it changes to', async () => {
  const act = vi.fn();
  await render(<Menu trigger={<Button>More</Button>} entries={entriesOf(act)} />);
  await page.getByRole('button', { name: 'More' }).click();
  const mono = page.getByRole('menuitemcheckbox', { name: 'Mono' });
  await expect.element(mono).toHaveAttribute('aria-checked', 'false');
  await mono.click();
  expect(act).toHaveBeenCalledExactlyOnceWith('mono true');
});

it('letters find an entry by its beginning', async () => {
  await render(<Menu trigger={<Button>More</Button>} entries={entriesOf(vi.fn())} />);
  await page.getByRole('button', { name: 'More' }).click();
  await userEvent.keyboard('rem');
  await expect.element(page.getByRole('menuitem', { name: 'Remove' })).toHaveFocus();
});

it('a right click opens the menu at the pointer', async () => {
  const act = vi.fn();
  await render(
    <ContextMenu entries={entriesOf(act)}>
      <div style={{ width: 300, height: 200 }}>Lane</div>
    </ContextMenu>,
  );
  await page.getByText('Lane').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  expect(act).toHaveBeenCalledExactlyOnceWith('remove');
});

it('an entry keeps its element and the focus when another one comes before it', async () => {
  const entry = (label: string): MenuEntry => ({ kind: 'item', label, onSelect: () => undefined });
  const menu = (entries: readonly MenuEntry[]) => <Menu trigger={<Button>More</Button>} entries={entries} />;
  const screen = await render(menu([entry('Dry'), entry('Wet'), entry('Wet')]));
  await page.getByRole('button', { name: 'More' }).click();
  await userEvent.keyboard('{End}');
  const last = page.getByRole('menuitem', { name: 'Wet' }).last();
  await expect.element(last).toHaveFocus();
  const before = last.element();
  await screen.rerender(menu([entry('Close'), entry('Dry'), entry('Wet'), entry('Wet')]));
  await expect.element(page.getByRole('menuitem', { name: 'Close' })).toBeVisible();
  expect(page.getByRole('menuitem', { name: 'Wet' }).last().element()).toBe(before);
  await expect.element(last).toHaveFocus();
});

it('stays where it opened when the page above its button grows', async () => {
  const many = ['Violin', 'Viola', 'Cello', 'Flute', 'Oboe'].map((label): MenuEntry => ({
    kind: 'item',
    label,
    onSelect: () => undefined,
  }));
  const grown = (height: number) => (
    <>
      <div style={{ height }} />
      <Menu trigger={<Button>More</Button>} entries={many} />
    </>
  );
  const screen = await render(grown(40));
  await page.getByRole('button', { name: 'More' }).click();
  const flute = page.getByRole('menuitem', { name: 'Flute' });
  await expect.element(flute).toBeVisible();
  // A menu has this long to find its place.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const top = () => Math.round(flute.element().getBoundingClientRect().top);
  const before = top();
  // Further down than the menu has room below: it would flip to the other side of its button.
  for (const height of [120, window.innerHeight - 60]) {
    await screen.rerender(grown(height));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(top()).toBe(before);
  }
});
