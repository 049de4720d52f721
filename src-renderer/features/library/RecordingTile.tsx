import { memo } from 'react';
import { secondsOf, type Recording } from '../../../src-shared/contract/recording.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { usePeaks } from '../../api/use-peaks.ts';
import { Cover } from '../../ui/Cover.tsx';
import { Waveform } from '../../ui/Waveform.tsx';
import { words } from '../../words/words.ts';
import type { TilePlace } from './RecordingGrid.tsx';
import { rowClicks } from './row-clicks.ts';
import type { How } from './selection/selection.ts';

const BUCKETS = 160;

interface Props extends TilePlace {
  readonly recording: Recording;
  readonly selected: boolean;
  onOpen: (id: RecordingId) => void;
  onChoose: (index: number, how: How) => void;
}

/**
 * A recording as a picture: its cover, or its waveform where it has none. An option can't contain a link, so a double click
 * or Enter opens it.
 */
export const RecordingTile = memo(function RecordingTile({
  recording,
  index,
  total,
  tileId,
  isCursor,
  selected,
  onOpen,
  onChoose,
}: Props) {
  const { choose, openRow } = rowClicks({ recording, index, onChoose, onOpen });
  return (
    <div
      id={tileId}
      className="recording-tile"
      role="option"
      data-index={index}
      data-cursor={isCursor || undefined}
      aria-selected={selected}
      aria-setsize={total}
      aria-posinset={index + 1}
      onClick={choose}
      onDoubleClick={openRow}
    >
      {recording.cover === null ? <TileWave recording={recording} /> : <Cover name={recording.cover} />}
      <span className="recording-title ellipsis" title={recording.title}>
        {recording.title}
      </span>
      <span className={recording.available ? 'recording-file ellipsis' : 'row-missing ellipsis'}>
        {detailOf(recording)}
      </span>
    </div>
  );
});

function TileWave({ recording }: { readonly recording: Recording }) {
  const frames = recording.state === 'ready' && recording.available ? recording.frames : null;
  const peaks = usePeaks(
    frames === null ? null : { audioId: recording.id, from: 0, to: frames, buckets: BUCKETS, growing: false },
  );
  return <Waveform peaks={peaks} label={words().common.waveformOf(recording.title)} />;
}

function detailOf(recording: Recording): string {
  const t = words().library;
  if (recording.state === 'importing') return t.row.reading;
  if (recording.state === 'failed') return t.side.states.failed;
  if (!recording.available) return t.row.missing(recording.fileName);
  const seconds = secondsOf(recording);
  const { composer, performers } = recording.metadata;
  const who = [composer, performers].find((text) => text !== '');
  return [...(seconds === null ? [] : [formatTime(seconds)]), ...(who === undefined ? [] : [who])].join(
    ' · ',
  );
}
