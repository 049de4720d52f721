import { useState } from 'react';
import { beforeEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { SelectionBar } from '../../../../../src-renderer/features/editor/selecting/SelectionBar.tsx';
import type { TrackSound } from '../../../../../src-renderer/features/editor/selecting/shapes.ts';
import { ToolStore } from '../../../../../src-renderer/features/editor/selecting/tools.ts';
import type { SoundShape } from '../../../../../src-shared/project/sound-selection.ts';
import '../../../styles.ts';
import '../../../../../src-renderer/features/editor/selecting/selecting.css';

const RECTANGLE: SoundShape = {
  ...{ kind: 'rectangle', erase: false, from: 4410, to: 22_050, lowHz: 200, highHz: 1000 },
};
const COMB: SoundShape = {
  ...{ kind: 'harmonics', erase: false, from: 0, to: 44_100, hz: 440, count: 8, cents: 60 },
};

let tools: ToolStore;
let shown: TrackSound | null;
const onHear = vi.fn();
const onEdit = vi.fn();

function Bar({ shapes }: { readonly shapes: readonly SoundShape[] }) {
  const [sound, setSound] = useState<TrackSound | null>(
    shapes.length === 0 ? null : { trackId: 'viola', shapes },
  );
  shown = sound;
  return (
    <SelectionBar
      tools={tools}
      sound={sound}
      trackName="Viola"
      frames={441_000}
      sampleRate={44_100}
      hearing={false}
      rendering={false}
      onSound={setSound}
      onHear={onHear}
      onEdit={onEdit}
    />
  );
}

const fill = async (label: string, value: string): Promise<void> => {
  await page.getByLabelText(label, { exact: true }).fill(value);
  await userEvent.keyboard('{Enter}');
};

beforeEach(() => {
  localStorage.clear();
  vi.clearAllMocks();
  tools = new ToolStore();
});

it('says what the chosen tool does while nothing is selected, and sets the sizes of its next shape', async () => {
  tools.set({ tool: 'brush' });
  await render(<Bar shapes={[]} />);
  await expect.element(page.getByText('Paint over the sound in a spectrogram. Alt erases.')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Hear' })).not.toBeInTheDocument();
  await fill('Brush (s)', '0.3');
  await fill('Semitones', '5');
  await page.getByRole('button', { name: 'Erase' }).click();
  await expect
    .poll(() => tools.state.getSnapshot())
    .toMatchObject({ seconds: 0.3, semitones: 5, erase: true });
  expect(new ToolStore().state.getSnapshot()).toMatchObject({ seconds: 0.3, semitones: 5, erase: false });
});

it('edits a rectangle by its numbers, which stay in order', async () => {
  await render(<Bar shapes={[RECTANGLE]} />);
  await fill('From', '0:00.250');
  await fill('Lowest (Hz)', '300');
  await expect.poll(() => shown?.shapes).toEqual([{ ...RECTANGLE, from: 11_025, lowHz: 300 }]);
  await fill('Highest (Hz)', '100');
  await expect.poll(() => shown?.shapes).toEqual([{ ...RECTANGLE, from: 11_025, lowHz: 300, highHz: 301 }]);
});

it('edits a note’s harmonics, names its pitch, and keeps its sizes for the next one', async () => {
  await render(<Bar shapes={[COMB]} />);
  await fill('Harmonics', '12');
  await fill('Pitch (Hz), A4', '220');
  await expect.element(page.getByLabelText('Pitch (Hz), A3')).toHaveValue('220');
  expect(shown?.shapes).toEqual([{ ...COMB, count: 12, hz: 220 }]);
  expect(tools.state.getSnapshot()).toMatchObject({ count: 12 });
});

it('hears, edits, takes back and clears what is selected', async () => {
  await render(<Bar shapes={[RECTANGLE, COMB]} />);
  await expect.element(page.getByText('2 shapes in Viola')).toBeVisible();
  await page.getByRole('button', { name: 'Hear' }).click();
  expect(onHear).toHaveBeenCalledOnce();
  await page.getByRole('button', { name: 'Edit…' }).click();
  expect(onEdit).toHaveBeenCalledOnce();
  await page.getByRole('button', { name: /^Take back the last shape/ }).click();
  await expect.poll(() => shown?.shapes).toEqual([RECTANGLE]);
  await expect.element(page.getByLabelText('Highest (Hz)')).toBeVisible();
  await page.getByRole('button', { name: /^Clear the selection/ }).click();
  await expect.poll(() => shown).toBeNull();
});
