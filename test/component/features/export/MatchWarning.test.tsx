import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { MatchWarning } from '../../../../src-renderer/features/export/MatchWarning.tsx';
import { mixFingerprint } from '../../../../src-shared/mixing/fingerprint.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { EXAMPLE_FITTING } from '../../../support/fitting.ts';
import { exampleProject } from '../../../support/project.ts';

const project = exampleProject();
const fitted = (matchedMix: string | null, bypassed = false): ProjectDocument => ({
  ...project,
  master: { ...project.master, fitting: { ...EXAMPLE_FITTING, matchedMix, bypassed } },
});

test('warns once the mix or its stems are others than those that were matched', async () => {
  const { rerender } = await render(<MatchWarning document={fitted('other')} stemVersion={0} />);
  await expect.element(page.getByText(/^The mix has changed since the fitting’s levels/)).toBeVisible();
  const matched = fitted(mixFingerprint(project, 2));
  await rerender(<MatchWarning document={matched} stemVersion={3} />);
  await expect.element(page.getByText(/^The mix has changed since the fitting’s levels/)).toBeVisible();
  await rerender(<MatchWarning document={fitted(null)} stemVersion={2} />);
  await expect.element(page.getByText(/^The project doesn’t say which mix/)).toBeVisible();
});

test('says nothing where the levels are right, or the fitting is not heard', async () => {
  const current = await render(
    <MatchWarning document={fitted(mixFingerprint(project, 2))} stemVersion={2} />,
  );
  expect(current.container.textContent).toBe('');
  const bypassed = await render(<MatchWarning document={fitted('other', true)} stemVersion={0} />);
  expect(bypassed.container.textContent).toBe('');
});
