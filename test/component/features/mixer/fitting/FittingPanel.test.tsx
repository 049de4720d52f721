import type { ComponentProps } from 'react';
import { expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { createDocumentStore } from '../../../../../src-renderer/document/store.ts';
import { FittingPanel } from '../../../../../src-renderer/features/mixer/fitting/FittingPanel.tsx';
import type { MeasureSides } from '../../../../../src-shared/mixing/measure-match.ts';
import { Failure } from '../../../../../src-shared/contract/failure.ts';
import { mixFingerprint } from '../../../../../src-shared/mixing/fingerprint.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../../src-shared/hearing/standard-audiograms.ts';
import { exampleProject } from '../../../../support/project.ts';
import '../../../styles.ts';

const OWN = { name: 'L7', hearing: { left: STANDARD_AUDIOGRAMS.N2, right: STANDARD_AUDIOGRAMS.S2 } };

/** A fitting that makes the left ear 9 dB louder and the right one 5. */
const measure: MeasureSides = (document) => {
  const { fitting } = document.master;
  if (fitting === null) return Promise.resolve({ left: -23, right: -25 });
  const { left, right } = fitting.matchDb ?? { left: 0, right: 0 };
  return Promise.resolve({ left: -23 + 9 + left, right: -25 + 5 + right });
};

type PanelProps = ComponentProps<typeof FittingPanel>;

/** The panel of a machine that nobody calibrated, with one listener. */
const Panel = (props: Pick<PanelProps, 'store'> & Partial<PanelProps>) => (
  <FittingPanel
    listeners={[OWN]}
    calibratedDbSpl={null}
    measure={measure}
    stemVersion={0}
    preparing={false}
    {...props}
  />
);

it('a listener, a rule, the calibration and the bypass are chosen; each is one undo step', async () => {
  const store = createDocumentStore(exampleProject());
  const fitting = () => store.getSnapshot().document.master.fitting;
  await render(<Panel store={store} />);
  await expect.element(page.getByLabelText('Rule')).not.toBeInTheDocument();

  await page.getByLabelText('Listener').selectOptions('L7');
  await expect.element(page.getByText(/left −9\.0 dB, right −5\.0 dB/u)).toBeVisible();
  expect(fitting()).toEqual({
    listener: 'L7',
    hearing: OWN.hearing,
    rule: 'nal-r',
    loss: 'none',
    fullScaleDbSpl: 95,
    limitDbSpl: 100,
    matchDb: { left: -9, right: -5 },
    matchedMix: mixFingerprint(store.getSnapshot().document, 0),
    bypassed: false,
  });
  await expect.element(page.getByText(/peaks stop at −1\.0 dBTP, about 94 dB SPL/u)).toBeVisible();

  await page.getByLabelText('Rule').selectOptions('CAMFIT, six-band compressor');
  await vi.waitFor(() => expect(fitting()?.rule).toBe('camfit'));
  await page.getByLabelText('Full scale, dB SPL').fill('110');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText(/peaks stop at −10\.0 dBTP, about 100 dB SPL/u)).toBeVisible();
  await vi.waitFor(() => expect(fitting()?.fullScaleDbSpl).toBe(110));
  await page.getByLabelText('Limit, dB SPL').fill('90');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText(/peaks stop at −20\.0 dBTP, about 90 dB SPL/u)).toBeVisible();
  await page.getByRole('switch', { name: 'Bypass' }).click();
  await page.getByRole('switch', { name: 'Level-matched' }).click();
  expect(fitting()).toMatchObject({ rule: 'camfit', fullScaleDbSpl: 110, bypassed: true, matchDb: null });

  store.undo();
  store.undo();
  expect(fitting()).toMatchObject({ bypassed: false, matchDb: { left: -9, right: -5 } });
  await expect.element(page.getByRole('switch', { name: 'Bypass' })).not.toBeChecked();

  await page.getByLabelText('Listener').selectOptions('No fitting');
  expect(fitting()).toBeNull();
  store.undo();
  for (let step = 0; step < 4; step += 1) store.undo();
  expect(fitting()).toBeNull();
  expect(store.getSnapshot().canUndo).toBe(false);
});

it('says that the mix has changed since its levels were matched, and matches them again', async () => {
  const store = createDocumentStore(exampleProject());
  const fitting = () => store.getSnapshot().document.master.fitting;
  const panel = (stemVersion: number) => <Panel store={store} stemVersion={stemVersion} />;
  const { rerender } = await render(panel(0));
  await page.getByLabelText('Listener').selectOptions('L7');
  await expect.element(page.getByRole('switch', { name: 'Level-matched' })).toBeChecked();
  await vi.waitFor(() => expect(fitting()).not.toBeNull());
  const again = page.getByRole('button', { name: 'Match again' });
  await expect.element(again).not.toBeInTheDocument();

  store.apply({ type: 'setMasterGain', gainDb: -3 });
  await expect.element(page.getByText(/The mix has changed since its levels were matched/u)).toBeVisible();
  store.undo();
  await expect.element(again).not.toBeInTheDocument();
  store.redo();
  await again.click();
  await expect.element(again).not.toBeInTheDocument();
  expect(fitting()?.matchedMix).toBe(mixFingerprint(store.getSnapshot().document, 0));
  // Sound that was moved between the stems changes what is measured too.
  await rerender(panel(1));
  await expect.element(again).toBeVisible();
});

it('a fitting is heard through a simulated loss, at the levels that were matched before it', async () => {
  const store = createDocumentStore(exampleProject());
  const fitting = () => store.getSnapshot().document.master.fitting;
  await render(<Panel store={store} />);
  await page.getByLabelText('Listener').selectOptions('L7');
  await vi.waitFor(() => expect(fitting()).not.toBeNull());
  await page.getByLabelText('Heard through').selectOptions('Simulated loss, smeared ×3');
  await expect.element(page.getByText('What this listener hears, roughly')).toBeVisible();
  expect(fitting()).toMatchObject({ rule: 'nal-r', loss: 'smeared-3', matchDb: { left: -9, right: -5 } });
  await page.getByLabelText('Rule').selectOptions('Not fitted');
  await expect.element(page.getByRole('switch', { name: 'Level-matched' })).not.toBeInTheDocument();
  expect(fitting()).toMatchObject({ rule: 'none', loss: 'smeared-3', matchDb: null, matchedMix: null });
});

it('while its level is measured a fitting is not heard yet, and the measurement can be stopped', async () => {
  const store = createDocumentStore(exampleProject());
  const never: MeasureSides = (_, signal, report) => {
    report(0.5);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Failure('call/cancelled', 'stopped')));
    });
  };
  await render(<Panel store={store} measure={never} />);
  await page.getByLabelText('Listener').selectOptions('L7');
  await expect.element(page.getByRole('progressbar')).toBeVisible();
  await expect.element(page.getByRole('switch', { name: 'Bypass' })).toBeDisabled();
  expect(store.getSnapshot().document.master.fitting).toBeNull();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect.element(page.getByLabelText('Listener')).toHaveDisplayValue('No fitting');
  expect(store.getSnapshot().canUndo).toBe(false);
});

it('says that a smearing is being computed, and lets it be switched off meanwhile', async () => {
  const store = createDocumentStore(exampleProject());
  const loss = () => store.getSnapshot().document.master.fitting?.loss;
  await render(<Panel store={store} preparing={true} />);
  const hint = page.getByText('The smearing is being computed', { exact: false });
  await page.getByLabelText('Listener').selectOptions('L7');
  await vi.waitFor(() => expect(loss()).toBe('none'));
  expect(hint.elements()).toHaveLength(0);
  await page.getByLabelText('Heard through').selectOptions('smeared-3');
  await vi.waitFor(() => expect(loss()).toBe('smeared-3'));
  expect(hint.elements()).toHaveLength(1);
  await page.getByLabelText('Heard through').selectOptions('none');
  await vi.waitFor(() => expect(loss()).toBe('none'));
  expect(hint.elements()).toHaveLength(0);
});

it('says why a level could not be measured', async () => {
  const store = createDocumentStore(exampleProject());
  const fails: MeasureSides = () => Promise.reject(new Failure('file/not-found', 'The stem is gone'));
  await render(<Panel store={store} measure={fails} />);
  await page.getByLabelText('Listener').selectOptions('L7');
  await expect.element(page.getByText(/The stem is gone/u)).toBeVisible();
  expect(store.getSnapshot().document.master.fitting).toBeNull();
});

it('a fitting stays when its listener is gone from the library', async () => {
  const store = createDocumentStore(exampleProject());
  const { rerender } = await render(<Panel store={store} />);
  await page.getByLabelText('Listener').selectOptions('L7');
  await vi.waitFor(() => expect(store.getSnapshot().document.master.fitting).not.toBeNull());
  await rerender(<Panel store={store} listeners={[]} />);
  await expect.element(page.getByLabelText('Listener')).toHaveDisplayValue('L7, as kept in the project');
  expect(store.getSnapshot().document.master.fitting?.hearing).toEqual(OWN.hearing);
});
