import { describe, expect, test } from 'vitest';
import { formatSpan, Progress } from '../../../../../src-main/doors/cli/progress.ts';

describe('progress', () => {
  function shown(isTTY: boolean): { text(): string; progress: Progress; at(seconds: number): void } {
    let text = '';
    let now = 0;
    const out = { isTTY, columns: 60, write: (part: string) => (text += part) };
    return { text: () => text, progress: new Progress(out, () => now), at: (seconds) => (now = seconds) };
  }

  test('elsewhere than on a terminal: plain lines, at most one a second, with the time left', () => {
    const { text, progress, at } = shown(false);
    const report = progress.step(1);
    for (let step = 0; step <= 100; step += 1) {
      at(step / 10);
      report({ done: step / 100, phase: 'separating' });
    }
    const lines = text().trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('separating: 0 %');
    expect(lines[5]).toBe('separating: 50 %, 0:05 left');
    expect(text()).not.toContain('\r');
  });

  test('on a terminal: one line, rewritten, never wider than it, taken away at the end', () => {
    const { text, progress, at } = shown(true);
    const first = progress.step(0.5);
    const second = progress.step(0.5);
    first({ done: 1, phase: 'reading' });
    at(2);
    second({ done: 0.5, phase: 'a phase with a name that is far too long for so narrow a terminal' });
    progress.end();
    const drawn = text().split('\r\u001b[K');
    expect(drawn[1]).toBe('reading [############............] 50 %');
    expect(drawn[2]).toHaveLength(59);
    expect(drawn.at(-1)).toBe('');
    expect(text()).not.toContain('\n');
  });

  test('spans', () => {
    expect([formatSpan(0), formatSpan(59.6), formatSpan(3725)]).toEqual(['0:00', '1:00', '1:02:05']);
  });
});
