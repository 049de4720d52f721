import { expect, test } from 'vitest';
import {
  watchForTrouble,
  type TroubleQuestion,
} from '../../../../../src-main/doors/electron/window-trouble.ts';
import { settled } from './settled.ts';

function watched() {
  const seen = { reloads: 0, quits: 0, asked: [] as TroubleQuestion[], logged: [] as string[] };
  const window = {
    gone: (_reason: string): void => {},
    unresponsive: (): void => {},
    responsive: (): void => {},
  };
  let now = 0;
  let answer = (_button: number): void => undefined;
  watchForTrouble(
    {
      onGone: (listener) => void (window.gone = listener),
      onUnresponsive: (listener) => void (window.unresponsive = listener),
      onResponsive: (listener) => void (window.responsive = listener),
      reload: () => (seen.reloads += 1),
    },
    {
      ask: (question, signal) => {
        seen.asked.push(question);
        return new Promise((resolve) => {
          answer = resolve;
          // Electron answers a question that was closed with its cancel button.
          signal.addEventListener('abort', () => resolve(1));
        });
      },
      quit: () => (seen.quits += 1),
      log: (message) => void seen.logged.push(message),
      now: () => now,
    },
  );
  const answered = async (button: number): Promise<void> => {
    answer(button);
    await settled();
  };
  return { seen, window, wait: (ms: number) => (now += ms), answered };
}

test('a page whose process ended comes back by itself', () => {
  const { seen, window, wait } = watched();
  window.gone('crashed');
  wait(120_000);
  window.gone('oom');
  expect(seen).toMatchObject({ reloads: 2, asked: [] });
  expect(seen.logged).toHaveLength(2);
  window.gone('clean-exit');
  expect(seen.reloads).toBe(2);
});

test('one that ends again at once is not brought back in circles', async () => {
  for (const [button, expected] of [
    [0, { reloads: 2, quits: 0 }],
    [1, { reloads: 1, quits: 1 }],
  ] as const) {
    const { seen, window, wait, answered } = watched();
    window.gone('crashed');
    wait(5_000);
    window.gone('crashed');
    expect(seen.asked).toHaveLength(1);
    await answered(button);
    expect(seen).toMatchObject(expected);
  }
});

test('a page that does not answer is loaded again only where the user says so', async () => {
  const { seen, window, answered } = watched();
  window.unresponsive();
  window.unresponsive();
  expect(seen.asked).toHaveLength(1);
  await answered(1);
  expect(seen.reloads).toBe(0);
  window.unresponsive();
  await answered(0);
  expect(seen.reloads).toBe(1);
});

test('the question goes away when the page answers again', async () => {
  const { seen, window } = watched();
  window.unresponsive();
  window.responsive();
  await settled();
  expect(seen.reloads).toBe(0);
  window.unresponsive();
  expect(seen.asked).toHaveLength(2);
});
