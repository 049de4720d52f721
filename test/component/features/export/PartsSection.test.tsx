import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { initialForm, type Subject } from '../../../../src-renderer/features/export/form.ts';
import { PartsSection } from '../../../../src-renderer/features/export/PartsSection.tsx';
import { NO_METADATA } from '../../../../src-shared/contract/export.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { exampleProject } from '../../../support/project.ts';

const project = exampleProject();
const show = (document: ProjectDocument) => {
  const recording = { title: 'Trio', sampleFormat: 's16', cover: null } as const;
  const subject: Subject = { document, recording, regions: [] };
  const form = initialForm(subject, { settings: null, metadata: NO_METADATA });
  return render(<PartsSection form={form} subject={subject} onChange={() => undefined} />);
};
const changed = (name: string, change: Partial<ProjectDocument['tracks'][number]>): ProjectDocument => ({
  ...project,
  tracks: project.tracks.map((track) => (track.name === name ? { ...track, ...change } : track)),
});

test('names the tracks that are not in the mix because of a mute or another track’s solo', async () => {
  const { rerender } = await show(changed('Viola', { soloed: true }));
  await expect.element(page.getByText(/Without Rest: muted, or not among the soloed tracks/)).toBeVisible();
  await rerender(<></>);
  await show(changed('Viola', { muted: true }));
  await expect.element(page.getByText(/Without Viola: muted/)).toBeVisible();
});

test('says only that the mix is what is heard where all tracks sound', async () => {
  const { container } = await show(project);
  expect(container.textContent).not.toMatch(/Without/);
});
