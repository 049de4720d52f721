import { beforeEach, expect, test, vi, type Mock } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { SeparatePanel } from '../../../../src-renderer/features/recording/SeparatePanel.tsx';
import { useSeparate } from '../../../../src-renderer/features/recording/use-separate.ts';
import type { ModelInfo } from '../../../../src-shared/contract/model.ts';
import type { Recording } from '../../../../src-shared/contract/recording.ts';
import type { SeparationRequest } from '../../../../src-shared/contract/separation.ts';
import type { NotesDocument } from '../../../../src-shared/project/notes.ts';
import { ensembleOf, type Ensemble } from '../../../../src-shared/project/players.ts';
import { runningSeparation } from '../../../support/separation.ts';
import '../../styles.ts';
import '../../../../src-renderer/features/recording/separate.css';

const host = vi.hoisted((): { estimate: Mock; notes: unknown } => ({ estimate: vi.fn(), notes: null }));
vi.mock('../../../../src-renderer/api/client.ts', () => ({
  api: { separation: { estimate: host.estimate } },
}));
vi.mock('../../../../src-renderer/api/notes.ts', () => ({
  useNotesOf: () => ({ data: host.notes, loading: false, error: null }),
}));
vi.mock('../../../../src-renderer/api/store.ts', () => ({
  useLiesOutside: () => false,
  loadRecording: vi.fn(),
}));

const { recordingId } = runningSeparation();
const recording = { id: recordingId, state: 'ready', available: true } as Recording;
const model: ModelInfo = {
  ...{ id: 'm', version: '1.0.0', title: 'M', task: 'separation', architecture: '', causal: false },
  ...{ lookaheadMs: 0, stems: 'masks', sampleRate: 22_050, classes: ['violin', 'cello', 'flute'] },
  ...{ playersPerClass: 2, rest: true, takesNotes: true, hearsNotes: true, origin: 'built-in' },
  ...{ licence: 'MIT', bytes: 1, metrics: [], problem: null, isDefault: true },
};
const noNotes = { revision: 0, hash: null, document: null, linesNamed: false, score: null };

function Panel({ players }: { readonly players: Ensemble }) {
  const passage = { from: 1000, to: 2000 };
  const options = { recording, players, passage, model, readOnly: false, onStarted: () => undefined };
  const separating = useSeparate(options);
  return (
    <SeparatePanel
      {...{ separating, models: [model], model, speeds: null, modelsError: null, onModel: () => undefined }}
    />
  );
}

const hearFirst = () => page.getByRole('switch', { name: 'Listen for the notes first' });
const lastRequest = () => host.estimate.mock.lastCall?.[0] as SeparationRequest | undefined;

beforeEach(() => {
  host.notes = noNotes;
  host.estimate.mockReset().mockResolvedValue({
    ...{ seconds: 10, diskBytes: 1, memoryBytes: 1, freeDiskBytes: 1e9, notes: [] },
  });
});

test('equal players are listened to first unless the user is in a hurry or says no', async () => {
  await render(<Panel players={ensembleOf(['violin', 'violin', 'cello'])} />);
  await expect.element(hearFirst()).toBeChecked();
  await vi.waitFor(() => expect(lastRequest()).toMatchObject({ hearFirst: true, tellNotes: true }));
  await page.getByRole('radio', { name: 'Faster' }).click();
  await expect.element(hearFirst()).not.toBeChecked();
  await vi.waitFor(() => expect(lastRequest()).toMatchObject({ hearFirst: false, effort: 'fast' }));
  await page.getByRole('radio', { name: 'Best' }).click();
  await hearFirst().click();
  await vi.waitFor(() => expect(lastRequest()).toMatchObject({ hearFirst: false, effort: 'best' }));
});

test('three different players may be listened to first; two are never, nor violins beside violas', async () => {
  const { rerender } = await render(<Panel players={ensembleOf(['violin', 'flute', 'cello'])} />);
  await expect.element(hearFirst()).not.toBeChecked();
  await rerender(<Panel players={ensembleOf(['violin', 'cello'])} />);
  await expect.element(hearFirst()).not.toBeInTheDocument();
  await rerender(<Panel players={ensembleOf(['violin', 'violin', 'viola', 'cello'])} />);
  await expect.element(hearFirst()).not.toBeInTheDocument();
});

test('what is known of the passage is not heard again; notes elsewhere do not count', async () => {
  const players = ensembleOf(['violin', 'violin', 'cello']);
  const note = { id: 'a', player: 'cello', pitch: 50, origin: 'heard' as const, confidence: 1 };
  const document: NotesDocument = {
    ...{ format: 'divisi-notes', version: 1, recordingSha256: null, sampleRate: 44_100, frames: 9000 },
    players,
    notes: [{ ...note, onset: 0, offset: 900 }],
  };
  host.notes = { ...noNotes, document };
  const { rerender } = await render(<Panel players={players} />);
  await expect.element(hearFirst()).toBeChecked();
  host.notes = { ...noNotes, document: { ...document, notes: [{ ...note, onset: 0, offset: 1001 }] } };
  await rerender(<Panel players={players} />);
  await expect.element(hearFirst()).not.toBeInTheDocument();
  await vi.waitFor(() => expect(lastRequest()).toMatchObject({ hearFirst: false, tellNotes: true }));
});
