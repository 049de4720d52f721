import { useState } from 'react';
import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { Segmented, Select, Switch, TextField, TimeField } from '../../../src-renderer/ui/fields.tsx';
import { NumberField } from '../../../src-renderer/ui/NumberField.tsx';
import '../styles.ts';

function Time({ onChange }: { onChange: (seconds: number) => void }) {
  const [seconds, setSeconds] = useState(61.5);
  const change = (next: number): void => {
    setSeconds(next);
    onChange(next);
  };
  return <TimeField label="From" value={seconds} min={0} max={120} onChange={change} />;
}

it('a time is typed as people write it and taken with Enter, within its limits', async () => {
  const change = vi.fn();
  await render(<Time onChange={change} />);
  const field = page.getByLabelText('From');
  await expect.element(field).toHaveValue('1:01.500');
  await field.fill('1:10');
  expect(change).not.toHaveBeenCalled();
  await userEvent.keyboard('{Enter}');
  expect(change).toHaveBeenLastCalledWith(70);
  await field.fill('9:00');
  await userEvent.keyboard('{Enter}');
  expect(change).toHaveBeenLastCalledWith(120);
  await expect.element(field).toHaveValue('2:00.000');
});

it('a time that can not be read is marked, and leaving the field brings the old one back', async () => {
  const change = vi.fn();
  await render(<Time onChange={change} />);
  const field = page.getByLabelText('From');
  await field.fill('noon');
  await expect.element(field).toHaveAttribute('aria-invalid', 'true');
  await userEvent.keyboard('{Tab}');
  await expect.element(field).toHaveValue('1:01.500');
  expect(change).not.toHaveBeenCalled();
});

it('arrow keys move a time by a tenth of a second, with Shift by one', async () => {
  const change = vi.fn();
  await render(<Time onChange={change} />);
  await page.getByLabelText('From').click();
  await userEvent.keyboard('{ArrowUp}');
  expect(change).toHaveBeenLastCalledWith(expect.closeTo(61.6, 9));
  await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
  expect(change).toHaveBeenLastCalledWith(expect.closeTo(60.6, 9));
});

it('an error takes the place of the hint and is what screen readers say', async () => {
  const { rerender } = await render(
    <TextField label="Folder" value="" onChange={vi.fn()} hint="Where exports go" />,
  );
  const field = page.getByLabelText('Folder');
  await expect.element(field).toHaveAccessibleDescription('Where exports go');
  await expect.element(field).not.toHaveAttribute('aria-invalid');
  await rerender(
    <TextField label="Folder" value="" onChange={vi.fn()} hint="Where exports go" error="Choose a folder" />,
  );
  await expect.element(field).toHaveAccessibleDescription('Choose a folder');
  await expect.element(field).toHaveAttribute('aria-invalid', 'true');
});

const DEPTHS = [
  { value: '16', label: '16 bits' },
  { value: '24', label: '24 bits' },
  { value: '32', label: '32 bits', disabled: true },
] as const;

function Depth({ onChange }: { onChange: (value: string) => void }) {
  const [value, setValue] = useState<'16' | '24' | '32'>('16');
  const change = (next: '16' | '24' | '32'): void => {
    setValue(next);
    onChange(next);
  };
  return <Segmented label="Depth" value={value} options={DEPTHS} onChange={change} />;
}

it('a bar of choices is one group of radio buttons that arrow keys go through', async () => {
  const change = vi.fn();
  await render(<Depth onChange={change} />);
  await expect.element(page.getByRole('group', { name: 'Depth' })).toBeVisible();
  await userEvent.keyboard('{Tab}');
  await expect.element(page.getByRole('radio', { name: '16 bits' })).toHaveFocus();
  await userEvent.keyboard('{ArrowRight}');
  expect(change).toHaveBeenLastCalledWith('24');
  // What is disabled is passed over.
  await userEvent.keyboard('{ArrowRight}');
  expect(change).toHaveBeenLastCalledWith('16');
});

it('a select gives only values that it offers', async () => {
  const change = vi.fn();
  await render(<Select label="Depth" value="16" options={DEPTHS} onChange={change} />);
  await page.getByLabelText('Depth').selectOptions('24');
  expect(change).toHaveBeenCalledExactlyOnceWith('24');
});

it('a switch is one, is pressed with Space and by its label', async () => {
  const change = vi.fn();
  await render(<Switch label="Dither" checked={false} hint="Where the depth falls" onChange={change} />);
  const control = page.getByRole('switch', { name: 'Dither' });
  await expect.element(control).toHaveAccessibleDescription('Where the depth falls');
  await userEvent.keyboard('{Tab} ');
  expect(change).toHaveBeenLastCalledWith(true);
  await page.getByText('Dither').click();
  expect(change).toHaveBeenCalledTimes(2);
});

it.each(['time', 'number'])(
  'Escape in a %s field takes back what was typed, then reaches what it is in',
  async (kind) => {
    const change = vi.fn();
    const escaped = vi.fn();
    await render(
      <div
        onKeyDown={(event) => {
          if (event.key === 'Escape') escaped();
        }}
      >
        {kind === 'time' ? (
          <Time onChange={change} />
        ) : (
          <NumberField label="From" value={3} min={0} max={9} step={1} onChange={change} />
        )}
      </div>,
    );
    const field = page.getByLabelText('From');
    await field.fill('7');
    await userEvent.keyboard('{Escape}');
    await expect.element(field).toHaveValue(kind === 'time' ? '1:01.500' : '3');
    expect(escaped).not.toHaveBeenCalled();
    await userEvent.keyboard('{Escape}');
    expect(escaped).toHaveBeenCalledOnce();
    expect(change).not.toHaveBeenCalled();
  },
);
