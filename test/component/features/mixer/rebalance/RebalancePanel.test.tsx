import { useState } from 'react';
import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { createDocumentStore } from '../../../../../src-renderer/document/store.ts';
import type { DocumentStore } from '../../../../../src-renderer/document/store.ts';
import { RebalancePanel } from '../../../../../src-renderer/features/mixer/rebalance/RebalancePanel.tsx';
import type { Balance } from '../../../../../src-shared/contract/balances.ts';
import { exampleProject } from '../../../../support/project.ts';
import '../../../styles.ts';

function Panel({ store }: { readonly store: DocumentStore }) {
  const [balances, setBalances] = useState<readonly Balance[]>([]);
  return (
    <RebalancePanel
      store={store}
      balances={balances}
      onSave={(balance) => Promise.resolve(setBalances([...balances, balance]))}
      onRemove={(name) => Promise.resolve(setBalances(balances.filter((kept) => kept.name !== name)))}
    />
  );
}

it('parts and the lead are moved, kept, and used again; each is one undo step', async () => {
  const store = createDocumentStore(exampleProject());
  const gains = () => store.getSnapshot().document.tracks.map(({ gainDb }) => gainDb);
  const before = gains();
  const moved = () => gains().map((db, n) => Math.round(10 * (db - (before[n] ?? 0))) / 10);
  await render(<Panel store={store} />);
  const lead = page.getByRole('slider', { name: / against the others$/u });
  lead.element().focus();
  await userEvent.keyboard('6{Enter}');
  expect(moved()[0]).toBe(3);
  expect(
    moved()
      .slice(1)
      .every((db) => db === 3 || db === -3),
  ).toBe(true);
  const wanted = moved();

  await page.getByRole('button', { name: 'Keep as…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Lead out');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByRole('button', { name: 'Back to the start' }).click();
  expect(moved().every((db) => db === 0)).toBe(true);
  await page.getByLabelText('Balances').selectOptions('Use a balance…');
  await page.getByLabelText('Balances').selectOptions('Lead out');
  expect(moved()).toEqual(wanted);

  store.undo();
  store.undo();
  expect(moved()).toEqual(wanted);
  store.undo();
  expect(gains()).toEqual(before);
  expect(store.getSnapshot().canUndo).toBe(false);

  await page.getByRole('button', { name: 'Remove “Lead out”' }).click();
  await expect.element(page.getByText('No balances yet')).toBeInTheDocument();
});
