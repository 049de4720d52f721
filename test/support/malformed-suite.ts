import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startHost } from '../integration/host-harness.ts';
import { overHttp, overPort, overSocket, serveHost, type Outcome } from './malformed-calls.ts';
import { tempDir } from './temp.ts';

/**
 * Defines the test, short or long.
 * @param calls total number of calls of all kinds
 */
export function malformedCallsFail(calls: number, seed: number): void {
  it(`of ${calls} malformed or unauthorised calls none succeeds, and the host goes on`, async () => {
    const folder = tempDir();
    const renderer = join(folder, 'renderer');
    mkdirSync(join(renderer, 'assets'), { recursive: true });
    writeFileSync(join(renderer, 'index.html'), '<!doctype html>');
    const { host, client } = await startHost(join(folder, 'library'));
    const spool = join(folder, 'spool');
    const served = await serveHost(host, { renderer, spool });
    onTestFinished(() => served.server.close());
    const before = await client.system.settings();
    const third = Math.floor(calls / 3);
    const outcomes: Record<string, Outcome> = {
      port: await overPort(host, third, seed),
      socket: await overSocket(served, third, seed + 1),
      http: await overHttp(served, calls - 2 * third, seed + 2),
    };
    const sums = Object.values(outcomes);
    expect(sums.flatMap(({ succeeded }) => succeeded)).toEqual([]);
    expect(sums.reduce((sum, { sent }) => sum + sent, 0)).toBe(calls);
    // Most frames are calls, which receive an answer; the others are not calls at all.
    for (const { answered, sent } of sums) expect(answered).toBeGreaterThan(sent * 0.6);
    expect('polluted' in {}).toBe(false);
    expect(await client.system.settings()).toEqual(before);
    expect(await client.library.list({})).toEqual([]);
    expect(await client.jobs.list()).toEqual([]);
    expect(readdirSync(folder)).not.toContain('spool');
  });
}
