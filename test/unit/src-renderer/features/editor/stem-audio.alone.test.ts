import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SeparationId } from '../../../../../src-shared/project/ids.ts';
import { createDocumentStore } from '../../../../../src-renderer/document/store.ts';
import { createStemAudio } from '../../../../../src-renderer/features/editor/stem-audio.ts';
import { eventually } from '../../../../support/until.ts';
import { exampleProject } from '../../document/arbitrary.ts';

const { use } = vi.hoisted(() => ({ use: vi.fn<(call: { version: number }) => Promise<void>>() }));
vi.mock('../../../../../src-renderer/api/client.ts', () => ({ api: { stemVersions: { use } } }));
vi.mock('../../../../../src-renderer/api/media.ts', () => ({ fetchPcm: vi.fn() }));

/** An editor whose stems were edited twice, from version 0 to 1 and to 2. */
function edited() {
  const store = createDocumentStore(exampleProject());
  const onFailure = vi.fn<(error: unknown) => void>();
  const separationId = 'sep_0000000000000000' as SeparationId;
  const audio = createStemAudio({
    ...{ separationId, version: 0, stems: [], store, onFailure },
    onChanged: vi.fn<(version: number) => void>(),
  });
  audio.follow(1);
  audio.follow(2);
  const requested = (): number[] => use.mock.calls.map(([{ version }]) => version);
  return { store, audio, onFailure, requested };
}

describe('versions of the stems in the history', () => {
  beforeEach(() => {
    use.mockReset().mockResolvedValue();
  });

  it('undo pressed again before the host has answered leaves redo as it was', () => {
    const { store, audio, requested } = edited();
    store.undo();
    store.undo();
    expect(requested()).toEqual([1, 0]);
    audio.follow(1);
    audio.follow(0);
    expect(store.getSnapshot()).toMatchObject({ canUndo: false, redoLabel: 'editStems' });
    store.redo();
    store.redo();
    expect(requested()).toEqual([1, 0, 1, 2]);
    audio.follow(1);
    audio.follow(2);
    expect(store.getSnapshot()).toMatchObject({ undoLabel: 'editStems', canRedo: false });
  });

  it('a version between two undo steps may be passed over', () => {
    const { store, audio } = edited();
    store.undo();
    store.undo();
    audio.follow(0);
    expect(store.getSnapshot()).toMatchObject({ canUndo: false, redoLabel: 'editStems' });
  });

  it('a version that nobody asked for is a new step, also after an undo that failed', async () => {
    const { store, audio, onFailure } = edited();
    use.mockRejectedValueOnce(new Error('gone'));
    store.undo();
    await eventually(() => expect(onFailure).toHaveBeenCalledOnce());
    await eventually(() =>
      expect(store.getSnapshot()).toMatchObject({ undoLabel: 'editStems', canRedo: false }),
    );
    audio.follow(1);
    store.undo();
    audio.follow(2);
    expect(store.getSnapshot()).toMatchObject({ undoLabel: 'editStems', redoLabel: 'editStems' });
  });
});
