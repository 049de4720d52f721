import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { JobsTray } from '../../../src-renderer/app/JobsTray.tsx';
import type { FailureCode } from '../../../src-shared/contract/failure.ts';
import type { Job } from '../../../src-shared/contract/job.ts';
import { newJobId } from '../../../src-shared/project/ids.ts';
import '../styles.ts';

const host = vi.hoisted(() => ({ jobs: [] as unknown[], retry: vi.fn() }));
vi.mock('../../../src-renderer/api/client.ts', () => ({ api: { jobs: { retry: host.retry } } }));
vi.mock('../../../src-renderer/api/store.ts', () => ({
  useJobs: () => host.jobs,
  useHost: (read: (state: unknown) => unknown) => read({ batch: null, queue: { paused: false } }),
  useCapabilities: () => null,
  hostState: () => ({}),
  noteJob: vi.fn(),
  forgetJob: vi.fn(),
}));

const failed = (title: string, code: FailureCode): Job => ({
  ...{ id: newJobId(), kind: 'import', state: 'failed', title, priority: 0 },
  ...{ recordingId: null, separationId: null, projectId: null, progress: 0, phase: '', secondsLeft: null },
  ...{ failure: { code, message: '' }, files: [], loudness: null, createdAt: '2026-11-01T10:00:00.000Z' },
});

beforeEach(() => {
  host.retry.mockReset().mockImplementation(({ jobId }: { jobId: string }) => Promise.resolve({ id: jobId }));
});

test('only what may succeed is counted and retried; what the others need is said', async () => {
  const [full, gone] = [failed('one', 'disk/full'), failed('two', 'file/not-found')];
  const surround = failed('surround', 'audio/channels');
  host.jobs = [full, surround, gone];
  await render(<JobsTray hrefOf={() => null} />);
  await userEvent.click(page.getByRole('button', { name: /^Jobs/ }));
  await expect.element(page.getByText(/^One more file needs its channels chosen/)).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Start again: surround' })).not.toBeInTheDocument();
  await userEvent.click(page.getByRole('button', { name: 'Retry the 2 failed' }));
  await vi.waitFor(() => expect(host.retry).toHaveBeenCalledTimes(2));
  expect(host.retry.mock.calls).toEqual([[{ jobId: full.id }], [{ jobId: gone.id }]]);
});

test('nothing is offered to be retried where every file needs its channels chosen', async () => {
  host.jobs = [failed('a', 'audio/channels'), failed('b', 'audio/channels')];
  await render(<JobsTray hrefOf={() => null} />);
  await userEvent.click(page.getByRole('button', { name: /^Jobs/ }));
  await expect.element(page.getByRole('heading', { name: 'Jobs' })).toBeVisible();
  await expect.element(page.getByRole('button', { name: /^Retry/ })).not.toBeInTheDocument();
});

test('channels are chosen for the job itself, whichever window or folder it came from', async () => {
  const surround = failed('surround', 'audio/channels');
  host.jobs = [{ ...surround, failure: { code: 'audio/channels', message: '', details: { channels: 6 } } }];
  await render(<JobsTray hrefOf={() => null} />);
  await userEvent.click(page.getByRole('button', { name: /^Jobs/ }));
  await userEvent.click(page.getByRole('button', { name: 'Choose channels…' }));
  await userEvent.click(page.getByRole('button', { name: 'Import', exact: true }));
  await vi.waitFor(() => expect(host.retry).toHaveBeenCalledWith({ jobId: surround.id, channels: [0, 1] }));
});
