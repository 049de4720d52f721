import { beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { RecordingRow } from '../../../../src-renderer/features/library/RecordingRow.tsx';
import { RecordingTable } from '../../../../src-renderer/features/library/RecordingTable.tsx';
import { setLanguage } from '../../../../src-renderer/words/words.ts';
import { NEWEST_FIRST } from '../../../../src-shared/contract/finding.ts';
import { NO_METADATA } from '../../../../src-shared/contract/metadata.ts';
import type { ReadyRecording } from '../../../../src-shared/contract/recording.ts';
import { newRecordingId } from '../../../../src-shared/project/ids.ts';
import { LANGUAGES } from '../../../../src-shared/words/language.ts';
import '../../styles.ts';
import '../../../../src-renderer/features/library/recordings.css';

vi.mock('../../../../src-renderer/api/store.ts', () => ({
  useImportJob: () => undefined,
  useLiesOutside: () => false,
}));
vi.mock('../../../../src-renderer/api/use-peaks.ts', () => ({ usePeaks: () => null }));

/** The longest texts that a format has. */
const recording: ReadyRecording = {
  ...{ id: newRecordingId(), title: 'Trio', fileName: 'trio.wav', state: 'ready', storage: 'reference' },
  ...{ available: true, players: [], importedAt: '2026', isDemo: false, notes: [], metadata: NO_METADATA },
  ...{ cover: null, expectedSdr: null, heard: null },
  ...{ format: 'aiff', sampleFormat: 'f32', sampleRate: 176_400, channels: 2, frames: 44_100 },
};

beforeEach(() => page.viewport(900, 600));

/** In a list as wide as it is beside the rail and the panel in a window of 900 pixels. */
async function shown(shownRecording: ReadyRecording): Promise<HTMLElement> {
  const { container } = await render(
    <div style={{ width: 620 }}>
      <RecordingTable
        total={1}
        at={() => shownRecording}
        need={() => undefined}
        sort={NEWEST_FIRST}
        onSort={() => undefined}
        cursor={null}
        onKeyDown={() => undefined}
      >
        {(each, place) => (
          <RecordingRow
            key={each.id}
            {...place}
            {...{ recording: each, href: '', selected: false, onOpen: vi.fn(), onChoose: vi.fn() }}
          />
        )}
      </RecordingTable>
    </div>,
  );
  return container;
}

test.each(LANGUAGES)('the format stays clear of the row’s button, in %s', async (language) => {
  setLanguage(language);
  const container = await shown(recording);
  const cell = container.querySelector('.format-cell');
  const button = container.querySelector('.row-actions button');
  if (cell === null || button === null) throw new Error('the row has no format or no button');
  const text = document.createRange();
  text.selectNodeContents(cell);
  expect(text.getBoundingClientRect().width).toBeGreaterThan(0);
  expect(text.getBoundingClientRect().right).toBeLessThanOrEqual(button.getBoundingClientRect().left);
});

test('the sign of a note keeps its size beside a long note', async () => {
  const long =
    'The header contradicts itself: 16-bit samples of 2 channels take 4 bytes a frame, not 0. '.repeat(2);
  const container = await shown({ ...recording, notes: [long] });
  const sign = container.querySelector('.row-note svg');
  expect(sign?.getBoundingClientRect().width).toBe(13);
});
