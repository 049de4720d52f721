import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import type { LiveLatency } from '../../../../src-renderer/engine/live-input.ts';
import type { LiveStatus } from '../../../../src-renderer/engine/live-protocol.ts';
import { Observable } from '../../../../src-renderer/engine/observable.ts';
import { LatencyPanel } from '../../../../src-renderer/features/live/LatencyPanel.tsx';
import { LiveStatusBar } from '../../../../src-renderer/features/live/LiveStatusBar.tsx';

const LATENCY: LiveLatency = {
  ...{ block: 0.02, wait: 0.0604, isLongest: false, model: 0.0025 },
  ...{ fitting: 0.0058, limiter: 0.0061, device: 0.05, isMeasured: false },
};
const STATUS: LiveStatus = { isPlaying: false, dropouts: 0, turnaround: 1760, peaks: [0.5, 0, 0, 0] };

const session = () => ({
  status: new Observable<LiveStatus | null>(STATUS),
  latency: new Observable<LiveLatency | null>(null),
  measure: () => Promise.resolve(false),
});

test('says that it gets ready, then how far behind it is, in tens, and how many dropouts there were', async () => {
  const made = session();
  const onStop = vi.fn();
  const screen = await render(<LiveStatusBar session={made} onStop={onStop} />);
  await expect.element(screen.getByText(/^Getting ready/)).toBeVisible();
  made.latency.set(LATENCY);
  await expect.element(screen.getByText('Running, 140 ms behind, no dropouts')).toBeVisible();
  made.latency.set({ ...LATENCY, wait: 0.0614 });
  made.status.set({ ...STATUS, isPlaying: true, dropouts: 2 });
  await expect.element(screen.getByText('Running, 150 ms behind, 2 dropouts')).toBeVisible();
  await screen.getByRole('button', { name: 'Stop' }).click();
  expect(onStop).toHaveBeenCalledOnce();
});

test('advises a longer delay only where the wait can’t grow and sound still dropped out', async () => {
  const made = session();
  const screen = await render(<LiveStatusBar session={made} onStop={() => undefined} />);
  const advice = screen.getByText(/too busy for this delay/);
  made.latency.set({ ...LATENCY, wait: 0.3, isLongest: true });
  await expect.element(screen.getByText(/no dropouts/)).toBeVisible();
  await expect.element(advice).not.toBeInTheDocument();
  made.status.set({ ...STATUS, isPlaying: true, dropouts: 3 });
  await expect.element(advice).toBeVisible();
  made.latency.set({ ...LATENCY, wait: 0.25 });
  await expect.element(advice).not.toBeInTheDocument();
});

test('the parts of the delay are unknown at first, and add up later', async () => {
  const made = session();
  const screen = await render(<LatencyPanel session={made} realTimeFactor={0.26} />);
  const measure = screen.getByRole('button', { name: 'Measure the loop' });
  await expect.element(measure).toBeDisabled();
  expect(screen.getByText('–').elements()).toHaveLength(7);
  made.latency.set(LATENCY);
  await expect.element(screen.getByText('145 ms')).toBeVisible();
  await measure.click();
  await expect.element(screen.getByText(/does not reach the input/)).toBeVisible();
});
