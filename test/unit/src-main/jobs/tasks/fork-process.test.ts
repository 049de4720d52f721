import { describe, expect, it } from 'vitest';
import { childEnvironment, forkProcess } from '../../../../../src-main/jobs/tasks/fork-process.ts';

describe('forkProcess', () => {
  it.runIf(process.platform === 'linux')('fixes the sizes by which glibc keeps memory', async () => {
    const child = forkProcess(new URL('./children/tells-malloc.ts', import.meta.url));
    const said = new Promise((resolve) => child.onMessage(resolve));
    child.post('tell');
    expect(await said).toEqual({ threshold: String(2 ** 20) });
  });

  it('leaves what the user set, and other platforms, alone', () => {
    const own = { PATH: '/bin', MALLOC_MMAP_THRESHOLD_: '4096' };
    expect(childEnvironment('linux', own)).toMatchObject(own);
    expect(childEnvironment('darwin', own)).toEqual(own);
    expect(childEnvironment('win32', { PATH: 'C:' })).toEqual({ PATH: 'C:' });
  });
});
