import { describe, expect, it } from 'vitest';
import { inLanes, runCommand } from '../../../scripts/test-lanes.ts';

describe('lanes', () => {
  it.each([1, 2, 3])('at most %i tasks run at once, and each of them once, in order', async (lanes) => {
    const started: number[] = [];
    let running = 0;
    let most = 0;
    const tasks = [0, 1, 2, 3, 4].map((number) => async () => {
      started.push(number);
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    });
    await inLanes(lanes, tasks);
    expect(started).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(lanes);
  });
});

describe('a command', () => {
  const run = async (code: string, env = {}) => {
    const lines: string[] = [];
    const command = { program: process.execPath, args: ['-e', code], cwd: import.meta.dirname, env };
    return { ...(await runCommand(command, (line) => lines.push(line))), lines };
  };

  it('hands over whole lines of both streams, and its status', async () => {
    const code = `process.stdout.write('a'); setTimeout(() => { console.log(process.env.SAID); console.error('c'); process.exitCode = 3; });`;
    const { lines, status, text } = await run(code, { SAID: 'b' });
    expect(lines.toSorted()).toEqual(['ab', 'c']);
    expect(status).toBe(3);
    expect(text.split('\n').toSorted()).toEqual(['ab', 'c']);
  });

  it('that can’t be started, or is killed, has failed', async () => {
    const missing = { program: '/nowhere/program', args: [], cwd: import.meta.dirname };
    expect((await runCommand(missing, () => undefined)).status).not.toBe(0);
    expect((await run('process.kill(process.pid)')).status).not.toBe(0);
  });
});
