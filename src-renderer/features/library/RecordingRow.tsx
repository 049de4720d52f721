import { Ear, FileX, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { headerOf, secondsOf, type Recording } from '../../../src-shared/contract/recording.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { describeFailure } from '../../api/messages.ts';
import { useImportJob, useLiesOutside } from '../../api/store.ts';
import { usePeaks } from '../../api/use-peaks.ts';
import { Cover } from '../../ui/Cover.tsx';
import { ProgressBar } from '../../ui/feedback.tsx';
import { formatDb, formatHz } from '../../../src-shared/format/numbers.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { Waveform } from '../../ui/Waveform.tsx';
import { whoPlays } from './listing.ts';
import type { RowPlace } from './RecordingTable.tsx';
import { openMenuBelow } from './RecordingMenu.tsx';
import { rowClicks } from './row-clicks.ts';
import type { How } from './selection/selection.ts';
import { useLanguage, words } from '../../words/words.ts';

const MINI_BUCKETS = 240;

interface Props extends RowPlace {
  readonly recording: Recording;
  readonly href: string;
  readonly selected: boolean;
  onOpen: (id: RecordingId) => void;
  /** Selects the row. */
  onChoose: (index: number, how: How) => void;
}

/** Memoised: scrolling renders the table for every frame, but only the rows that come into view. */
export const RecordingRow = memo(function RecordingRow({
  index,
  rowId,
  isCursor,
  isWide,
  measure,
  recording,
  href,
  selected,
  onOpen,
  onChoose,
}: Props) {
  useLanguage();
  const job = useImportJob(recording);
  const importing = recording.state === 'importing';
  const failed = recording.state === 'failed';
  const header = headerOf(recording);
  const frames = header?.frames ?? null;
  const seconds = secondsOf(recording);
  const peaks = usePeaks(
    !failed && recording.available && frames !== null
      ? {
          audioId: recording.id,
          from: 0,
          to: frames,
          buckets: MINI_BUCKETS,
          growing: importing,
        }
      : null,
  );
  const { choose, openRow } = rowClicks({ recording, index, onChoose, onOpen });

  return (
    <tr
      ref={measure}
      id={rowId}
      data-index={index}
      data-cursor={isCursor || undefined}
      aria-rowindex={index + 2}
      aria-selected={selected}
      onClick={choose}
      onDoubleClick={openRow}
    >
      <td>
        <div className="recording-cell">
          {recording.cover !== null && <Cover name={recording.cover} />}
          <Waveform peaks={peaks} label={words().common.waveformOf(recording.title)} />
          <div className="recording-names">
            {failed ? (
              <span className="recording-title ellipsis">{recording.title}</span>
            ) : (
              <a className="recording-title ellipsis" href={href}>
                {recording.title}
              </a>
            )}
            <RowState
              recording={recording}
              isWide={isWide}
              progress={job?.progress ?? null}
              error={job?.failure ?? null}
              secondsLeft={job?.secondsLeft ?? null}
            />
          </div>
        </div>
      </td>
      <Players recording={recording} />
      {isWide && (
        <>
          <td className="text-cell">{recording.metadata.composer}</td>
          <td className="text-cell tabular">{recording.metadata.date}</td>
        </>
      )}
      <td className="numeric tabular">{seconds === null ? '–' : formatTime(seconds)}</td>
      {isWide && (
        <td className="numeric tabular">
          {recording.expectedSdr === null ? '–' : formatDb(recording.expectedSdr)}
        </td>
      )}
      <td className="format-cell tabular">
        {header === null ? (
          '–'
        ) : (
          <>
            {formatHz(header.sampleRate)} · <span>{words().units.depth(header.sampleFormat)}</span>
            <span className="faint small">
              {words().units.listOf([header.format.toUpperCase(), words().units.channels(header.channels)])}
            </span>
          </>
        )}
      </td>
      <td className="row-actions">
        <button
          type="button"
          className="button icon-button button-quiet button-sm"
          aria-haspopup="menu"
          aria-label={words().library.row.actionsFor(recording.title)}
          onClick={openMenuBelow}
        >
          ⋯
        </button>
      </td>
    </tr>
  );
});

/** Shows the players that the user declared, or those that Divisi detected, marked as such. */
function Players({ recording }: { readonly recording: Recording }) {
  const { players, heard } = whoPlays(recording);
  if (players.length === 0) return <td className="players-cell faint">{words().library.row.noPlayers}</td>;
  // Detected players have no user-defined labels, so their instruments are named in the window's language.
  const names = words().units.listOf(
    players.map(({ label, instrument }) => (heard ? words().instruments.title(instrument) : label)),
  );
  if (!heard) {
    return (
      <td className="players-cell" title={names}>
        <span>{names}</span>
      </td>
    );
  }
  return (
    <td className="players-cell" title={words().library.row.heardPlayers(names)}>
      <span className="players-heard">
        <Ear size={12} aria-hidden="true" />
        <span className="visually-hidden">{words().library.row.heardPrefix} </span>
        {names}
      </span>
    </td>
  );
}

interface StateProps {
  readonly recording: Recording;
  /** The composer has a column of its own. */
  readonly isWide: boolean;
  readonly progress: number | null;
  readonly secondsLeft: number | null;
  readonly error: unknown;
}

/** The line below the title: import progress, an error, a missing file, or just the file name. */
function RowState({ recording, isWide, progress, secondsLeft, error }: StateProps) {
  const liesOutside = useLiesOutside(recording);
  if (recording.state === 'importing') {
    return (
      <div className="row-progress">
        <ProgressBar
          label={words().library.row.importing(recording.title)}
          value={progress}
          phase={words().library.row.reading}
          secondsLeft={secondsLeft}
        />
      </div>
    );
  }
  if (recording.state === 'failed') {
    const { title, advice } =
      error === null
        ? { title: words().library.row.notFinished, advice: words().library.row.removeAndRetry }
        : describeFailure(error);
    return (
      <span className="row-error">
        {title} {advice}
      </span>
    );
  }
  if (!recording.available) {
    return (
      <span className="row-missing">
        <FileX size={13} aria-hidden="true" />{' '}
        {liesOutside
          ? words().library.row.outside(recording.fileName)
          : words().library.row.missing(recording.fileName)}
      </span>
    );
  }
  const [note] = recording.notes;
  if (note !== undefined) {
    return (
      <span className="row-note">
        <TriangleAlert size={13} aria-hidden="true" /> {note}
      </span>
    );
  }
  const { composer, work, performers } = recording.metadata;
  const credits = [...(isWide ? [] : [composer]), work, performers]
    .filter((value) => value !== '')
    .join(' · ');
  return <span className="recording-file ellipsis">{credits === '' ? recording.fileName : credits}</span>;
}
