import { useState } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { SeparationList } from '../../../../src-renderer/features/recording/SeparationList.tsx';
import type { Job } from '../../../../src-shared/contract/job.ts';
import type { ReadyRecording } from '../../../../src-shared/contract/recording.ts';
import { newJobId } from '../../../../src-shared/project/ids.ts';
import { runningSeparation } from '../../../support/separation.ts';
import '../../styles.ts';
import '../../../../src-renderer/features/recording/separate.css';

const host = vi.hoisted(() => ({ jobs: [] as unknown[], cancel: vi.fn() }));
vi.mock('../../../../src-renderer/api/client.ts', () => ({ api: { jobs: { cancel: host.cancel } } }));
vi.mock('../../../../src-renderer/api/store.ts', () => ({
  useJobs: () => host.jobs,
  noteJob: vi.fn(),
  noteQueued: vi.fn(),
}));

const separation = runningSeparation();
const recording = { id: separation.recordingId, sampleRate: 44_100, frames: separation.to } as ReadyRecording;
const job: Job = {
  ...{ id: newJobId(), kind: 'separate', state: 'running', title: 'Trio', priority: 0 },
  ...{ recordingId: recording.id, separationId: separation.id, projectId: null },
  ...{ progress: 0.1, phase: 'separating', secondsLeft: 20, failure: null, files: [], loudness: null },
  createdAt: separation.createdAt,
};

/** Over the list lies the button that starts the separation: it goes with the first click. */
function Page() {
  const [isStarted, setStarted] = useState(false);
  return (
    <>
      <SeparationList
        {...{ recording, separations: [separation], models: [], startedId: null, readOnly: false }}
        {...{ compareHref: '', hrefOf: () => '', hrefOfQuality: () => '', renderTools: () => null }}
      />
      {!isStarted && (
        <button style={{ position: 'fixed', inset: 0 }} onClick={() => setStarted(true)}>
          Separate
        </button>
      )}
    </>
  );
}

beforeEach(() => {
  host.jobs = [job];
  host.cancel.mockReset().mockResolvedValue(job);
});

test('a double click on Separate starts, and does not cancel what takes its place', async () => {
  await render(<Page />);
  const cancel = page.getByRole('button', { name: 'Cancel' });
  const { x, y, width, height } = cancel.element().getBoundingClientRect();
  const position = { x: x + width / 2, y: y + height / 2 };
  await userEvent.dblClick(page.getByRole('button', { name: 'Separate' }), { position });
  await expect.element(page.getByRole('button', { name: 'Separate' })).not.toBeInTheDocument();
  expect(host.cancel).not.toHaveBeenCalled();
  await userEvent.click(cancel);
  expect(host.cancel).toHaveBeenCalledTimes(1);
});

test('Cancel works by keyboard, and by a double click of its own', async () => {
  await render(<Page />);
  await userEvent.click(page.getByRole('button', { name: 'Separate' }));
  const cancel = page.getByRole('button', { name: 'Cancel' });
  (cancel.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  expect(host.cancel).toHaveBeenCalledTimes(1);
  await userEvent.dblClick(cancel);
  expect(host.cancel).toHaveBeenCalledTimes(2);
});
