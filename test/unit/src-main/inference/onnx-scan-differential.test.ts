import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scanOnnx } from '../../../../src-main/inference/onnx-scan.ts';
import { isFailure } from '../../../../src-shared/contract/failure.ts';
import { seeded } from '../../../support/random.ts';
import { randomModel } from './random-onnx.ts';

const SEED = 1307;
const FILES = Number(process.env['DIVISI_FUZZ_FILES'] ?? 1500);
const ORACLE = join(import.meta.dirname, 'onnx-oracle.py');
/** Debian's python3-onnx belongs to the system's Python. */
const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import onnx']).status === 0,
);

function refuses(content: Uint8Array): boolean {
  try {
    scanOnnx(content);
    return false;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return true;
  }
}

// Skipped where no Python has the package onnx, the parser that is compared with.
describe.skipIf(python === undefined)('the scan beside a real parser', () => {
  it('refuses whatever that parser accepts and finds reaching outside', { timeout: 120_000 }, () => {
    const random = seeded(SEED);
    const models = Array.from({ length: FILES }, () => randomModel(random));
    const answer = spawnSync(python ?? '', [ORACLE], {
      input: models.map(({ content }) => `${Buffer.from(content).toString('base64')}\n`).join(''),
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    expect(answer.status, answer.stderr).toBe(0);
    const found = answer.stdout.trim().split('\n');
    expect(found.length).toBe(models.length);
    const missed = models.flatMap(({ content }, index) =>
      found[index] === 'reaches-out' && !refuses(content) ? [Buffer.from(content).toString('base64')] : [],
    );
    expect(missed).toEqual([]);
    // What was written plainly is read the same by both.
    const wronged = models.filter(({ content, isPlain }) => isPlain && refuses(content)).length;
    expect(wronged).toBe(0);
    // The comparison means something: there are enough of each.
    const plain = models.filter(({ isPlain }, index) => isPlain && found[index] === 'plain').length;
    const evil = found.filter((word) => word === 'reaches-out').length;
    const broken = found.filter((word) => word === 'refused').length;
    expect(Math.min(plain, evil, broken)).toBeGreaterThan(FILES / 20);
  });
});
