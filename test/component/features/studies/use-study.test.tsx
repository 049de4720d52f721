import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { saveWhatWasLeft } from '../../../../src-renderer/document/autosave.ts';
import { hasUnsaved } from '../../../../src-renderer/document/unsaved.ts';
import { useStudy } from '../../../../src-renderer/features/studies/use-study.ts';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import { newStudyId } from '../../../../src-shared/project/ids.ts';
import { newStudy } from '../../../../src-shared/studies/study.ts';

const host = vi.hoisted(() => ({ save: vi.fn(), get: vi.fn() }));
vi.mock('../../../../src-renderer/api/client.ts', () => ({ api: { studies: host } }));

const initial = newStudy(newStudyId(), 'Before', 'mushra', 'Which?');
const told: string[] = [];

function Edited() {
  const study = useStudy(initial, 4, ({ kind }) => void told.push(kind));
  return (
    <>
      <button onClick={() => study.change({ ...study.document, name: 'After' })}>Rename</button>
      <p role="status">{`${study.state}, version ${study.revision}`}</p>
    </>
  );
}

beforeEach(() => {
  host.save.mockReset();
  told.length = 0;
});

test('an edit that can not be saved is tried again, also once the page was left', async () => {
  host.save.mockRejectedValue(new Failure('disk/full', 'The disk is full'));
  const { unmount } = await render(<Edited />);
  await userEvent.click(page.getByRole('button', { name: 'Rename' }));
  await vi.waitFor(() => expect(host.save).toHaveBeenCalledOnce());
  await expect.element(page.getByRole('status')).toHaveTextContent('unsaved, version 4');
  await unmount();
  await vi.waitFor(() => expect(told).toEqual(['failed']));
  expect(hasUnsaved()).toBe(true);
  host.save.mockReset().mockResolvedValue({ revision: 5 });
  await saveWhatWasLeft();
  expect(host.save).toHaveBeenCalledExactlyOnceWith({
    baseRevision: 4,
    document: { ...initial, name: 'After' },
  });
  expect(hasUnsaved()).toBe(false);
});

test('an edit is saved soon after it as a new version', async () => {
  host.save.mockResolvedValue({ revision: 5 });
  await render(<Edited />);
  await userEvent.click(page.getByRole('button', { name: 'Rename' }));
  expect(hasUnsaved()).toBe(true);
  await expect.element(page.getByRole('status')).toHaveTextContent('saved, version 5');
  expect(hasUnsaved()).toBe(false);
});
