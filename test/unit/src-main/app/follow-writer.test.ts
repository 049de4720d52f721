import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { followWriter } from '../../../../src-main/app/follow-writer.ts';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { openLibrary } from '../../../../src-main/library/open.ts';
import { insertRecording, listRecordings } from '../../../../src-main/library/rows/recordings.ts';
import { tempDir } from '../../../support/temp.ts';
import { aRecording, openTestLibrary } from '../library/open-test-library.ts';

describe('followWriter', () => {
  it('tells of what another connection wrote, and of nothing else', async () => {
    const root = tempDir();
    const { write } = await openTestLibrary(root);
    const reader = await openLibrary(root, { log: silentLog, access: 'read' });
    onTestFinished(() => reader.close());
    const onChange = vi.fn<() => void>();
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const follower = followWriter(reader.read, onChange, 100);
    vi.advanceTimersByTime(350);
    expect(onChange).not.toHaveBeenCalled();
    insertRecording(write, aRecording());
    insertRecording(write, aRecording());
    vi.advanceTimersByTime(350);
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(listRecordings(reader.read)).toHaveLength(2);
    vi.advanceTimersByTime(350);
    expect(onChange).toHaveBeenCalledTimes(1);
    follower.stop();
    insertRecording(write, aRecording());
    vi.advanceTimersByTime(350);
    expect(onChange).toHaveBeenCalledTimes(1);
  });
});
