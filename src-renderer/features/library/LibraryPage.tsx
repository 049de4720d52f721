import { Library, Plus, Search } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import type { Item } from '../../../src-shared/contract/item-schemas.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import type { DeclaredInstrument } from '../../../src-shared/project/players.ts';
import { useFoundItems } from '../../api/items.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities, useHost } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, FailureNote } from '../../ui/feedback.tsx';
import { Select } from '../../ui/fields.tsx';
import { FirstRun } from './FirstRun.tsx';
import { instrumentsOf, listed } from './listing.ts';
import type { SortBy } from './listing.ts';
import { MatchingItems } from './MatchingItems.tsx';
import { ReadOnlyNote } from './ReadOnlyNote.tsx';
import { RecordingRow, type Asking } from './RecordingRow.tsx';
import { RecordingTable } from './RecordingTable.tsx';
import { RemoveDialog, RenameDialog } from './recording-dialogs.tsx';
import { words } from '../../words/words.ts';
import './library.css';

interface Props {
  /** A notice about the library, shown above the page; may render nothing. */
  readonly notice: ReactNode;
  /** Returns the URL of a recording's page. */
  hrefOf: (id: RecordingId) => string;
  /** Returns the URL of a stem or an excerpt. */
  hrefOfItem: (item: Item) => string;
  onOpen: (id: RecordingId) => void;
  onImport: () => void;
}

const sorts = (): { value: SortBy; label: string }[] => [
  { value: 'newest', label: words().library.newestFirst },
  { value: 'title', label: words().library.byTitle },
  { value: 'length', label: words().library.longestFirst },
];

export function LibraryPage({ notice, hrefOf, hrefOfItem, onOpen, onImport }: Props) {
  const recordings = useHost((host) => host.recordings);
  const loaded = useHost((host) => host.loaded);
  const readOnly = useCapabilities()?.readOnly ?? false;
  const [text, setText] = useState('');
  const [instrument, setInstrument] = useState<DeclaredInstrument | ''>('');
  const [sortBy, setSortBy] = useState<SortBy>('newest');
  const [asking, setAsking] = useState<Asking | null>(null);
  const instruments = useMemo(() => instrumentsOf(recordings.values()), [recordings]);
  /** Ignores the selected instrument once no recording contains it, so that the list doesn't come up empty. */
  const wanted = instruments.find((item) => item === instrument) ?? null;
  const search = useFoundItems(text);
  const hits = useMemo(() => (text.trim() === '' ? [] : (search.data ?? [])), [text, search.data]);
  const shown = useMemo(() => {
    const found = new Set(hits.filter((item) => item.kind === 'recording').map((item) => item.id));
    return listed(recordings.values(), { text, instrument: wanted, found }, sortBy);
  }, [recordings, text, sortBy, wanted, hits]);
  const parts = hits.filter(
    (item) => item.kind !== 'recording' && (wanted === null || item.instruments.includes(wanted)),
  );

  if (!loaded) return <div className="page" aria-busy="true" />;
  if (recordings.size === 0) return <FirstRun onOpen={onOpen} onImport={onImport} readOnly={readOnly} />;

  return (
    <div className="page library">
      <header className="page-header">
        <div>
          <h1>{words().library.title}</h1>
          <p className="soft small" aria-live="polite">
            {text === '' && wanted === null
              ? words().library.recordings(recordings.size)
              : words().library.recordingsOf(shown.length, recordings.size)}
          </p>
        </div>
        <div className="library-tools">
          <div className="search">
            <Search size={15} aria-hidden="true" />
            <input
              type="search"
              className="input"
              aria-label={words().library.search}
              placeholder={words().library.searchHint}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
          {instruments.length > 0 && (
            <div className="library-instrument">
              <Select<DeclaredInstrument | ''>
                label={words().library.withInstrument}
                hideLabel
                value={wanted ?? ''}
                options={[
                  { value: '', label: words().common.anyInstrument },
                  ...instruments.map((value) => ({ value, label: words().instruments.title(value) })),
                ]}
                onChange={setInstrument}
              />
            </div>
          )}
          <div className="library-sort">
            <Select<SortBy>
              label={words().library.order}
              hideLabel
              value={sortBy}
              options={sorts()}
              onChange={setSortBy}
            />
          </div>
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
      {search.error !== null && text.trim() !== '' && <FailureNote {...describeFailure(search.error)} />}

      {shown.length === 0 && parts.length === 0 && (
        <EmptyState
          icon={<Library size={36} strokeWidth={1.4} aria-hidden="true" />}
          title={words().library.noMatch}
          actions={
            <Button
              onClick={() => {
                setText('');
                setInstrument('');
              }}
            >
              {words().library.clearSearch}
            </Button>
          }
        >
          {text === ''
            ? words().library.noneWithInstrument
            : wanted === null
              ? words().library.noneWithText(text)
              : words().library.noneWithBoth(text)}
        </EmptyState>
      )}
      {shown.length > 0 && (
        <RecordingTable recordings={shown}>
          {(recording, row) => (
            <RecordingRow
              key={recording.id}
              {...row}
              recording={recording}
              href={hrefOf(recording.id)}
              readOnly={readOnly}
              onOpen={onOpen}
              onAsk={setAsking}
            />
          )}
        </RecordingTable>
      )}
      {parts.length > 0 && <MatchingItems items={parts} hrefOf={hrefOfItem} />}

      {asking?.what === 'rename' && (
        <RenameDialog recording={asking.recording} onClose={() => setAsking(null)} />
      )}
      {asking?.what === 'remove' && (
        <RemoveDialog recording={asking.recording} onClose={() => setAsking(null)} />
      )}
    </div>
  );
}
