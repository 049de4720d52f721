import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { SameTakeLine } from '../../../../src-renderer/features/recording/SameTakeLine.tsx';
import { newRecordingId } from '../../../../src-shared/project/ids.ts';

test('links to each recording of the same take, with its format', async () => {
  const [mp3, flac] = [newRecordingId(), newRecordingId()];
  const takes = [
    { id: mp3, title: 'Trio, take 2', format: 'mp3' },
    { id: flac, title: 'Trio', format: 'flac' },
  ];
  await render(<SameTakeLine takes={takes} hrefOf={(id) => `#/recording/${id}`} />);
  await expect.element(page.getByText(/^The same take:/)).toBeVisible();
  await expect
    .element(page.getByRole('link', { name: 'Trio, take 2 (MP3)' }))
    .toHaveAttribute('href', `#/recording/${mp3}`);
  await expect
    .element(page.getByRole('link', { name: 'Trio (FLAC)' }))
    .toHaveAttribute('href', `#/recording/${flac}`);
});

test('says nothing where there is no other', async () => {
  const { container } = await render(<SameTakeLine takes={[]} hrefOf={() => ''} />);
  expect(container.textContent).toBe('');
});
