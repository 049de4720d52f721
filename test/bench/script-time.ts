/** Script time of a page's main thread, frame by frame, from Chromium's own trace. */
import type { Page } from '@playwright/test';
import { z } from 'zod';

const TraceEvent = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  ts: z.number(),
  dur: z.number().optional(),
  tdur: z.number().optional(),
});
type TraceEvent = z.infer<typeof TraceEvent>;

/** Events within which script runs; nested ones are counted once. */
const SCRIPT = new Set([
  'FunctionCall',
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'TimerFire',
  'RunMicrotasks',
  'v8.callFunction',
]);

const FRAME = 'FireAnimationFrame';

/** Records the trace while `work` runs. @returns CPU milliseconds of script per animation frame */
export async function scriptTimes(page: Page, work: () => Promise<void>): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const raw of value) {
      const event = TraceEvent.safeParse(raw);
      if (event.success && event.data.ph === 'X' && SCRIPT.has(event.data.name)) events.push(event.data);
    }
  });
  const done = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'disabled-by-default-v8.compile'] },
  });
  await work();
  await session.send('Tracing.end');
  await done;
  await session.detach();
  return perFrame(events);
}

/** Sums the outermost events between the first animation callbacks of consecutive frames. */
function perFrame(events: readonly TraceEvent[]): number[] {
  const main = mainThread(events);
  const ordered = events.filter((event) => threadOf(event) === main).sort((a, b) => a.ts - b.ts);
  const frames: number[] = [];
  let end = -Infinity;
  let lastFrame = -Infinity;
  let sum = 0;
  for (const event of ordered) {
    if (event.ts < end) continue;
    end = event.ts + (event.dur ?? 0);
    // All callbacks of a frame start within a millisecond or follow each other directly.
    const begins = event.name === FRAME && event.ts - lastFrame > 4000;
    if (event.name === FRAME) lastFrame = end;
    if (begins) {
      frames.push(sum);
      sum = 0;
    }
    sum += (event.tdur ?? event.dur ?? 0) / 1000;
  }
  // Before the first frame, what went before is no whole frame.
  return frames.slice(1);
}

const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;

/** The thread with the most animation callbacks. */
function mainThread(events: readonly TraceEvent[]): string {
  const counts = new Map<string, number>();
  for (const event of events) {
    if (event.name === FRAME) counts.set(threadOf(event), (counts.get(threadOf(event)) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  if (most === undefined) throw new Error('the trace has no animation frame');
  return most[0];
}
