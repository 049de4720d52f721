import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { sha256Of } from '../../../../../src-main/audio/read/file-content.ts';

const folder = mkdtempSync(join(tmpdir(), 'divisi-content-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([0, 1, 1 << 18, (1 << 19) + 7])('hashes a file of %i bytes', async (bytes) => {
  const path = join(folder, String(bytes));
  const content = Uint8Array.from({ length: bytes }, (_, at) => (at * at) % 251);
  writeFileSync(path, content);
  expect(await sha256Of(path)).toBe(createHash('sha256').update(content).digest('hex'));
});

it('stops at the signal', async () => {
  const path = join(folder, 'long');
  writeFileSync(path, new Uint8Array(1 << 20));
  await expect(sha256Of(path, AbortSignal.abort())).rejects.toThrow('aborted');
});
