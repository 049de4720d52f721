import { Ear, FileX, MoreHorizontal, Pencil, Trash2, TriangleAlert } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import { headerOf, secondsOf, type Recording } from '../../../src-shared/contract/recording.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { describeFailure } from '../../api/messages.ts';
import { useJobs, useLiesOutside } from '../../api/store.ts';
import { usePeaks } from '../../api/use-peaks.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Cover } from '../../ui/Cover.tsx';
import { ProgressBar } from '../../ui/feedback.tsx';
import { formatHz } from '../../../src-shared/format/numbers.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { ContextMenu, Menu } from '../../ui/Menu.tsx';
import type { MenuEntry } from '../../ui/Menu.tsx';
import { Waveform } from '../../ui/Waveform.tsx';
import { whoPlays } from './listing.ts';
import type { RowPlace } from './RecordingTable.tsx';
import { howOf, type How } from './selection/selection.ts';
import { words } from '../../words/words.ts';

const MINI_BUCKETS = 240;

/** What the user wants to do with a recording, before it is confirmed. */
export interface Asking {
  readonly what: 'rename' | 'remove';
  readonly recording: Recording;
}

interface Props extends RowPlace {
  readonly recording: Recording;
  readonly href: string;
  readonly readOnly: boolean;
  readonly selected: boolean;
  onOpen: (id: RecordingId) => void;
  /** Selects the row. */
  onChoose: (index: number, how: How) => void;
  onAsk: (asking: Asking) => void;
}

/** Memoised: scrolling renders the table for every frame, but only the rows that come into view. */
export const RecordingRow = memo(function RecordingRow({
  index,
  rowId,
  isCursor,
  measure,
  recording,
  href,
  readOnly,
  selected,
  onOpen,
  onChoose,
  onAsk,
}: Props) {
  const job = useJobs().find((item) => item.kind === 'import' && item.recordingId === recording.id);
  const importing = recording.state === 'importing';
  const failed = recording.state === 'failed';
  const header = headerOf(recording);
  const frames = header?.frames ?? null;
  const seconds = secondsOf(recording);
  const peaks = usePeaks(
    !failed && frames !== null
      ? {
          audioId: recording.id,
          from: 0,
          to: frames,
          buckets: MINI_BUCKETS,
          growing: importing,
        }
      : null,
  );
  const entries: readonly MenuEntry[] = [
    {
      kind: 'item',
      label: words().library.row.rename,
      icon: <Pencil size={14} aria-hidden="true" />,
      disabled: readOnly,
      onSelect: () => onAsk({ what: 'rename', recording }),
    },
    { kind: 'separator' },
    {
      kind: 'item',
      label: words().library.row.remove,
      icon: <Trash2 size={14} aria-hidden="true" />,
      danger: true,
      disabled: readOnly,
      onSelect: () => onAsk({ what: 'remove', recording }),
    },
  ];
  const choose = (event: MouseEvent): void => {
    const how = howOf(event);
    // With Ctrl or Shift a click on the title selects, instead of opening another window.
    const own = how === 'only' ? 'a, button, [role=menu]' : 'button, [role=menu]';
    if (isIn(event, own)) return;
    event.preventDefault();
    // A click on the title leaves the focus on the link, which doesn't take the list's keys.
    const grid = event.currentTarget.closest('[role=grid]');
    if (grid instanceof HTMLElement) grid.focus({ preventScroll: true });
    onChoose(index, how);
  };
  const openRow = (event: MouseEvent): void => {
    if (!failed && howOf(event) === 'only' && !isIn(event, 'a, button, [role=menu]')) onOpen(recording.id);
  };

  return (
    <ContextMenu entries={entries}>
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
            <div className="mini-wave">
              <Waveform peaks={peaks} label={words().common.waveformOf(recording.title)} />
            </div>
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
                progress={job?.progress ?? null}
                error={job?.failure ?? null}
                secondsLeft={job?.secondsLeft ?? null}
              />
            </div>
          </div>
        </td>
        <td className="players-cell">
          <Players recording={recording} />
        </td>
        <td className="numeric tabular">{seconds === null ? '–' : formatTime(seconds)}</td>
        <td className="format-cell">
          {header === null ? (
            '–'
          ) : (
            <>
              <span className="tabular">
                {formatHz(header.sampleRate)} · {words().units.depth(header.sampleFormat)}
              </span>
              <span className="faint small">
                {words().units.listOf([header.format.toUpperCase(), words().units.channels(header.channels)])}
              </span>
            </>
          )}
        </td>
        <td className="row-actions">
          <Menu
            entries={entries}
            trigger={
              <IconButton label={words().library.row.actionsFor(recording.title)} size="sm">
                <MoreHorizontal size={16} aria-hidden="true" />
              </IconButton>
            }
          />
        </td>
      </tr>
    </ContextMenu>
  );
});

/** Whether a click lies in an element of the row that has a meaning of its own. */
const isIn = (event: MouseEvent, selector: string): boolean =>
  event.target instanceof Element && event.target.closest(selector) !== null;

/** Shows the players that the user declared, or those that Divisi detected, marked as such. */
function Players({ recording }: { readonly recording: Recording }) {
  const { players, heard } = whoPlays(recording);
  if (players.length === 0) return <span className="faint">{words().library.row.noPlayers}</span>;
  // Detected players have no user-defined labels, so their instruments are named in the window's language.
  const names = words().units.listOf(
    players.map(({ label, instrument }) => (heard ? words().instruments.title(instrument) : label)),
  );
  return (
    <span
      className={heard ? 'players-heard' : undefined}
      title={heard ? words().library.row.heardPlayers(names) : names}
    >
      {heard && (
        <>
          <Ear size={12} aria-hidden="true" />
          <span className="visually-hidden">{words().library.row.heardPrefix} </span>
        </>
      )}
      {names}
    </span>
  );
}

interface StateProps {
  readonly recording: Recording;
  readonly progress: number | null;
  readonly secondsLeft: number | null;
  readonly error: unknown;
}

/** The line below the title: import progress, an error, a missing file, or just the file name. */
function RowState({ recording, progress, secondsLeft, error }: StateProps) {
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
  const credits = [composer, work, performers].filter((value) => value !== '').join(' · ');
  return <span className="recording-file ellipsis">{credits === '' ? recording.fileName : credits}</span>;
}
