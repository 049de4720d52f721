import { useState } from 'react';
import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { Button } from '../../../src-renderer/ui/Button.tsx';
import { ConfirmDialog, Dialog } from '../../../src-renderer/ui/Dialog.tsx';
import { NameDialog } from '../../../src-renderer/ui/NameDialog.tsx';
import '../styles.ts';

function Opener({ locked = false }: { readonly locked?: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Open it</Button>
      <Button>Behind it</Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Passage"
        description="From where to where"
        locked={locked}
      >
        <input aria-label="Start" />
        <input aria-label="End" />
      </Dialog>
    </>
  );
}

it('a dialog has its title and description as name and description', async () => {
  await render(<Opener />);
  await page.getByRole('button', { name: 'Open it' }).click();
  const dialog = page.getByRole('dialog', { name: 'Passage' });
  await expect.element(dialog).toHaveAccessibleDescription('From where to where');
});

it('a dialog focuses its first field, keeps Tab inside and gives the focus back on Escape', async () => {
  await render(<Opener />);
  const opener = page.getByRole('button', { name: 'Open it' });
  await opener.click();
  const start = page.getByLabelText('Start');
  await expect.element(start).toHaveFocus();
  const seen = new Set<string | null>();
  for (let press = 0; press < 8; press += 1) {
    await userEvent.keyboard('{Tab}');
    const active = document.activeElement;
    expect(active?.closest('[role=dialog]'), `after ${press + 1} presses of Tab`).not.toBeNull();
    seen.add(active?.getAttribute('aria-label') ?? null);
  }
  expect(seen).toContain('Start');
  expect(seen).toContain('End');
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  await expect.element(opener).toHaveFocus();
});

it('a locked dialog stays open on Escape, and its close button is off', async () => {
  await render(<Opener locked />);
  await page.getByRole('button', { name: 'Open it' }).click();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('dialog')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Close' })).toBeDisabled();
});

it('a question before something final holds the focus on Cancel', async () => {
  const confirm = vi.fn();
  const change = vi.fn();
  await render(
    <ConfirmDialog
      open
      onOpenChange={change}
      title="Empty the trash?"
      action="Empty"
      danger
      onConfirm={confirm}
    >
      Three recordings are deleted for good.
    </ConfirmDialog>,
  );
  const question = page.getByRole('alertdialog', { name: 'Empty the trash?' });
  await expect.element(question).toHaveAccessibleDescription('Three recordings are deleted for good.');
  await expect.element(page.getByRole('button', { name: 'Cancel' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  expect(change).toHaveBeenCalledWith(false);
  expect(confirm).not.toHaveBeenCalled();
});

function Rename({ onSubmit, busy = false }: { onSubmit: (name: string) => void; readonly busy?: boolean }) {
  const [name, setName] = useState('Opus 18');
  return (
    <NameDialog
      title="Rename recording"
      label="Title"
      value={name}
      onChange={setName}
      problem={name.trim() === '' ? 'A recording needs a title' : null}
      action="Rename"
      busy={busy}
      failure={null}
      onSubmit={() => onSubmit(name)}
      onClose={() => undefined}
    />
  );
}

it('a name is selected, so that typing replaces it, and Enter submits', async () => {
  const submit = vi.fn();
  await render(<Rename onSubmit={submit} />);
  await expect.element(page.getByLabelText('Title')).toHaveFocus();
  await userEvent.keyboard('Opus 59{Enter}');
  expect(submit).toHaveBeenCalledExactlyOnceWith('Opus 59');
});

it('a name that is refused says why, and neither Enter nor the button submits', async () => {
  const submit = vi.fn();
  await render(<Rename onSubmit={submit} />);
  const field = page.getByLabelText('Title');
  await userEvent.keyboard('{Backspace}{Enter}');
  await expect.element(field).toHaveAttribute('aria-invalid', 'true');
  await expect.element(field).toHaveAccessibleDescription('A recording needs a title');
  await expect.element(page.getByRole('button', { name: 'Rename' })).toBeDisabled();
  expect(submit).not.toHaveBeenCalled();
});

it('a dialog that is at work can be submitted once only', async () => {
  await render(<Rename onSubmit={vi.fn()} busy />);
  const button = page.getByRole('button', { name: 'Rename' });
  await expect.element(button).toBeDisabled();
  await expect.element(button).toHaveAttribute('aria-busy', 'true');
});
