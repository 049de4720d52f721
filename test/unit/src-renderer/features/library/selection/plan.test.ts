import { expect, it } from 'vitest';
import { namesList } from '../../../../../../src-renderer/features/library/selection/names-list.ts';
import { planOf } from '../../../../../../src-renderer/features/library/selection/plan.ts';
import { NO_METADATA } from '../../../../../../src-shared/contract/metadata.ts';
import type { ReadyRecording, Recording } from '../../../../../../src-shared/contract/recording.ts';
import { newRecordingId } from '../../../../../../src-shared/project/ids.ts';
import { ensembleOf } from '../../../../../../src-shared/project/players.ts';

const ready: ReadyRecording = {
  id: newRecordingId(),
  title: 'Quartet, "live"',
  fileName: 'quartet.wav',
  state: 'ready',
  storage: 'reference',
  available: true,
  players: ensembleOf(['violin', 'cello']),
  importedAt: '2026',
  isDemo: false,
  notes: [],
  metadata: { ...NO_METADATA, composer: 'Brahms' },
  heard: null,
  cover: null,
  expectedSdr: null,
  format: 'wav',
  sampleFormat: 's16',
  sampleRate: 44_100,
  channels: 2,
  frames: 88_200,
};
const another = (changes: Partial<ReadyRecording>): ReadyRecording => ({
  ...ready,
  id: newRecordingId(),
  ...changes,
});

it('puts every recording into one group', () => {
  const separated = another({});
  const unnamed = another({ players: [] });
  const away = another({ available: false });
  const importing: Recording = { ...another({}), state: 'importing', header: null };
  expect(planOf([ready, separated, unnamed, away, importing], new Set([separated.id, away.id]))).toEqual({
    fresh: [ready],
    separated: [separated],
    unnamed: [unnamed],
    unavailable: [away, importing],
  });
});

it('writes the names as a table', () => {
  expect(namesList([ready])).toBe(
    'title,file,composer,work,players,seconds\r\n"Quartet, ""live""",quartet.wav,Brahms,,Violin; Cello,2\r\n',
  );
});
