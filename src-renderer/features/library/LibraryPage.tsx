import { Library, ListPlus, Plus } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import {
  NEWEST_FIRST,
  RECORDING_SORTS,
  type Collection,
  type RecordingSort,
} from '../../../src-shared/contract/finding.ts';
import type { Item } from '../../../src-shared/contract/item-schemas.ts';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { parseQuery } from '../../../src-shared/search/parse.ts';
import { api } from '../../api/client.ts';
import { useAction, useDebounced, useLoad } from '../../api/hooks.ts';
import { useFoundItems } from '../../api/items.ts';
import { describeFailure } from '../../api/messages.ts';
import { recordingCount } from '../../api/host-state.ts';
import { useCapabilities, useHost } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, FailureNote } from '../../ui/feedback.tsx';
import { Select } from '../../ui/fields.tsx';
import { CollectionDialog } from './CollectionDialog.tsx';
import { FirstRun } from './FirstRun.tsx';
import { usuallyDescending } from './listing.ts';
import { MatchingItems } from './MatchingItems.tsx';
import { PreviewPlayer } from './PreviewPlayer.tsx';
import { ReadOnlyNote } from './ReadOnlyNote.tsx';
import { RecordingGrid } from './RecordingGrid.tsx';
import { RecordingMenu, type Asking } from './RecordingMenu.tsx';
import { RecordingRow } from './RecordingRow.tsx';
import { RecordingTable } from './RecordingTable.tsx';
import { RecordingTile } from './RecordingTile.tsx';
import { RemoveDialog, RenameDialog } from './recording-dialogs.tsx';
import { MissingNote } from './relink/MissingNote.tsx';
import { SearchBox } from './SearchBox.tsx';
import { SelectionBar, SelectionDialogs, type BarDialog } from './selection/SelectionBar.tsx';
import type { How } from './selection/selection.ts';
import { useListKeys } from './selection/use-list-keys.ts';
import { useSelection } from './selection/use-selection.ts';
import { SidePanel } from './SidePanel.tsx';
import { useCollections } from './use-collections.ts';
import { usePreview } from './use-preview.ts';
import { useView } from './use-view.ts';
import { ViewSwitch } from './ViewSwitch.tsx';
import { useChanges, useRecordingList } from './use-recording-list.ts';
import { useStable } from '../../ui/use-stable.ts';
import { words } from '../../words/words.ts';
import './library.css';
import './recordings.css';
import './first-run.css';
import './selection/selection.css';

const SEARCH_DELAY_MS = 200;

interface Props {
  /** A notice about the library, shown above the page; may render nothing. */
  readonly notice: ReactNode;
  /** Returns the URL of a recording's page. */
  hrefOf: (id: RecordingId) => string;
  /** Returns the URL of a stem or an excerpt. */
  hrefOfItem: (item: Item) => string;
  onOpen: (id: RecordingId) => void;
  onImport: () => void;
  /** Exports recordings as one archive. */
  onExport: (ids: readonly RecordingId[]) => void;
  /** The URL of the page for importing lists and folders. */
  readonly batchHref: string;
}

const sorts = (): { value: RecordingSort['by']; label: string }[] =>
  RECORDING_SORTS.map((value) => ({ value, label: words().library.sorts[value] }));

export function LibraryPage(props: Props) {
  const { notice, hrefOf, hrefOfItem, onOpen, onImport, onExport, batchHref } = props;
  const count = useHost(recordingCount);
  const loaded = useHost((host) => host.loaded);
  const readOnly = useCapabilities()?.readOnly ?? false;
  const [text, setText] = useState('');
  const [sort, setSort] = useState<RecordingSort>(NEWEST_FIRST);
  const [view, setView] = useView();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [naming, setNaming] = useState<{ readonly renamed: Collection | null } | null>(null);
  const [collections, setCollections] = useCollections();
  const parsed = useMemo(() => parseQuery(text), [text]);
  const settled = useDebounced(text.trim(), SEARCH_DELAY_MS);
  const query = useMemo(() => (parseQuery(settled).ok ? settled : null), [settled]);
  const isEmpty = count === 0;
  const list = useRecordingList(loaded && !isEmpty ? query : null, sort);
  const changes = useChanges();
  const facets = useLoad(
    loaded && !isEmpty && query !== null ? `facets ${changes} ${query}` : null,
    (signal) => api.library.facets({ text: query ?? '' }, { signal }),
  );
  const search = useFoundItems(parsed.ok ? text : '');
  const parts = useMemo(
    () => (settled === '' ? [] : (search.data ?? [])).filter((item) => item.kind !== 'recording'),
    [settled, search.data],
  );
  const removing = useAction(async ({ name }: Collection) => {
    setCollections(await api.collections.remove({ name }));
  });
  const total = list.total ?? 0;
  const [dialog, setDialog] = useState<BarDialog | null>(null);
  const selecting = useSelection({ text: query ?? '', sort, changes, at: list.at });
  const preview = usePreview();
  const onKeyDown = useListKeys({
    selecting,
    total,
    onOpen: (index) => {
      const recording = list.at(index);
      if (recording !== undefined && recording.state !== 'failed') onOpen(recording.id);
    },
    onPreview: (index) => preview.toggle(list.at(index)),
    onReach: (index) => preview.follow(list.at(index)),
    onRemove: () => {
      if (!readOnly) setDialog('remove');
    },
    onStop: preview.stop,
  });
  const choose = useStable((index: number, how: How) => selecting.choose(index, how, false));
  const error = list.error ?? removing.error ?? selecting.error;
  const [single] = selecting.recordings;
  const canListen = selecting.recordings.length === 1 && single !== undefined && preview.canPlay(single);

  const shownOf = (recording: Recording) => ({
    recording,
    selected: selecting.ids.has(recording.id),
    onChoose: choose,
    onOpen,
  });

  if (!loaded) return <div className="page" aria-busy="true" />;
  if (isEmpty)
    return <FirstRun onOpen={onOpen} onImport={onImport} batchHref={batchHref} readOnly={readOnly} />;

  return (
    <div className="page library">
      <header className="page-header">
        <div>
          <h1>{words().library.title}</h1>
          <p className="soft small" aria-live="polite">
            {settled === '' ? words().library.recordings(count) : words().library.recordingsOf(total, count)}
          </p>
        </div>
        <div className="library-tools">
          <SearchBox
            text={text}
            problem={parsed.ok ? null : parsed.problem}
            onText={setText}
            onKeep={readOnly || !parsed.ok || text.trim() === '' ? null : () => setNaming({ renamed: null })}
          />
          <div className="library-sort">
            <Select<RecordingSort['by']>
              label={words().library.order}
              hideLabel
              value={sort.by}
              options={sorts()}
              onChange={(by) => setSort({ by, descending: usuallyDescending(by) })}
            />
          </div>
          <ViewSwitch view={view} onView={setView} />
          {!readOnly && (
            <a className="button button-secondary" href={batchHref}>
              <ListPlus size={16} aria-hidden="true" /> {words().batch.link}
            </a>
          )}
          <Button
            variant="primary"
            icon={<Plus size={16} aria-hidden="true" />}
            onClick={onImport}
            disabled={readOnly}
          >
            {words().common.import}
          </Button>
        </div>
      </header>

      {readOnly && <ReadOnlyNote />}
      {notice}
      <MissingNote text={text} onText={setText} />
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {search.error !== null && settled !== '' && <FailureNote {...describeFailure(search.error)} />}

      <div className="library-columns">
        <SidePanel
          text={text}
          onText={setText}
          facets={facets.data}
          collections={collections}
          readOnly={readOnly}
          onRename={(renamed) => setNaming({ renamed })}
          onRemove={removing.run}
        />
        <RecordingMenu
          at={list.at}
          selectedIds={selecting.ids}
          selected={selecting.recordings}
          readOnly={readOnly}
          onAsk={setAsking}
          onDialog={setDialog}
          onListen={preview.toggle}
        >
          {list.total === 0 && parts.length === 0 && (
            <EmptyState
              icon={<Library size={36} strokeWidth={1.4} aria-hidden="true" />}
              title={words().library.noMatch}
              actions={<Button onClick={() => setText('')}>{words().library.clearSearch}</Button>}
            >
              {words().library.noneWithText(settled)}
            </EmptyState>
          )}
          {total > 0 && view === 'list' && (
            <RecordingTable
              total={total}
              at={list.at}
              need={list.need}
              sort={sort}
              onSort={setSort}
              cursor={selecting.cursor}
              onKeyDown={onKeyDown}
            >
              {(recording, row) => (
                <RecordingRow
                  key={recording.id}
                  {...row}
                  {...shownOf(recording)}
                  href={hrefOf(recording.id)}
                />
              )}
            </RecordingTable>
          )}
          {total > 0 && view === 'grid' && (
            <RecordingGrid
              total={total}
              at={list.at}
              need={list.need}
              cursor={selecting.cursor}
              onKeyDown={onKeyDown}
            >
              {(recording, place) => <RecordingTile key={recording.id} {...place} {...shownOf(recording)} />}
            </RecordingGrid>
          )}
          {parts.length > 0 && <MatchingItems items={parts} hrefOf={hrefOfItem} />}
        </RecordingMenu>
      </div>

      <div className="library-dock">
        <PreviewPlayer />
        {selecting.recordings.length > 0 && (
          <SelectionBar
            recordings={selecting.recordings}
            readOnly={readOnly}
            onListen={canListen ? () => preview.toggle(single) : null}
            onDialog={setDialog}
            onExport={() => onExport(selecting.recordings.map(({ id }) => id))}
            onClear={selecting.clear}
          />
        )}
      </div>

      <SelectionDialogs dialog={dialog} recordings={selecting.recordings} onClose={() => setDialog(null)} />
      {naming !== null && (
        <CollectionDialog
          text={text.trim()}
          renamed={naming.renamed}
          onSaved={setCollections}
          onClose={() => setNaming(null)}
        />
      )}
      {asking?.what === 'rename' && (
        <RenameDialog recording={asking.recording} onClose={() => setAsking(null)} />
      )}
      {asking?.what === 'remove' && (
        <RemoveDialog recording={asking.recording} onClose={() => setAsking(null)} />
      )}
    </div>
  );
}
