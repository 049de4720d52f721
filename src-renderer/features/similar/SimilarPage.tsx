import { ArrowLeft, Radar } from 'lucide-react';
import { useState } from 'react';
import type { Item, ItemKind, SimilarItem } from '../../../src-shared/contract/item-schemas.ts';
import type { ItemId } from '../../../src-shared/project/ids.ts';
import { INSTRUMENTS } from '../../../src-shared/project/players.ts';
import type { Instrument } from '../../../src-shared/project/players.ts';
import { api } from '../../api/client.ts';
import { useLoad } from '../../api/hooks.ts';
import { useItem, useTagCounts } from '../../api/items.ts';
import { describeFailure } from '../../api/messages.ts';
import { useHost } from '../../api/store.ts';
import { useAudition } from '../../ui/audition.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, FailureNote, Spinner } from '../../ui/feedback.tsx';
import { Segmented, Select, Switch } from '../../ui/fields.tsx';
import { formatNumber } from '../../../src-shared/format/numbers.ts';
import { count } from '../../ui/format.ts';
import { instrumentsText, likeness, spokenTitle } from '../../ui/item-words.ts';
import { ItemCell, TagChips } from '../../ui/ItemCell.tsx';
import { ItemTable } from '../../ui/ItemTable.tsx';
import './similar.css';

interface Props {
  readonly itemId: ItemId;
  /** Where an item lives. */
  hrefOf: (item: Item) => string;
  /** The page of what is like an item. */
  hrefOfSimilar: (itemId: ItemId) => string;
}

type Kinds = ItemKind | 'all';
const MOST = 50;

const KINDS: readonly { readonly value: Kinds; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'recording', label: 'Recordings' },
  { value: 'stem', label: 'Stems' },
  { value: 'excerpt', label: 'Excerpts' },
];

const INSTRUMENT_OPTIONS: readonly { readonly value: Instrument | ''; readonly label: string }[] = [
  { value: '', label: 'Any instrument' },
  ...INSTRUMENTS.map((instrument) => ({
    value: instrument,
    label: instrument.charAt(0).toUpperCase() + instrument.slice(1).replaceAll('-', ' '),
  })),
];

/** What sounds like one recording, stem or excerpt, the nearest first. */
export function SimilarPage({ itemId, hrefOf, hrefOfSimilar }: Props) {
  const subject = useItem(itemId);
  const tags = useTagCounts();
  const vectors = useHost((host) => host.vectorsRevision + host.tagsRevision);
  const [kind, setKind] = useState<Kinds>('all');
  const [instrument, setInstrument] = useState<Instrument | ''>('');
  const [tag, setTag] = useState('');
  const [elsewhere, setElsewhere] = useState(false);
  const audition = useAudition();
  const request = {
    itemId,
    limit: MOST,
    elsewhere,
    ...(kind === 'all' ? {} : { kinds: [kind] }),
    ...(instrument === '' ? {} : { instrument }),
    ...(tag === '' ? {} : { tags: [tag] }),
  };
  const found = useLoad(`${JSON.stringify(request)} ${vectors}`, (signal) =>
    api.items.similar(request, { signal }),
  );
  const filtered = kind !== 'all' || instrument !== '' || tag !== '' || elsewhere;
  const error = subject.error ?? found.error;
  const item = subject.data;
  const tagNames = (tags.data ?? []).map((entry) => entry.tag);

  return (
    <div className="page similar">
      <header className="page-header">
        <div className="similar-head">
          {item !== null && (
            <a className="back-link" href={hrefOf(item)}>
              <ArrowLeft size={14} aria-hidden="true" /> {item.recordingTitle}
            </a>
          )}
          <h1 className="ellipsis">{item === null ? 'More like this' : `More like “${item.title}”`}</h1>
          <p className="soft small" aria-live="polite">
            {found.data === null || found.data.state !== 'ready'
              ? ' '
              : `${count(found.data.items.length, 'item')}${found.data.items.length === MOST ? ' at most' : ''}, nearest in sound first`}
          </p>
        </div>
      </header>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {audition.failure !== null && <FailureNote {...describeFailure(audition.failure.failure)} />}
      {item !== null && (
        <section className="panel similar-subject" aria-label="What it is compared with">
          <ItemCell item={item} href={hrefOf(item)}>
            <TagChips tags={item.tags} />
          </ItemCell>
          <span className="soft small">{instrumentsText(item)}</span>
        </section>
      )}
      <div className="similar-filters" role="group" aria-label="Filters">
        <Segmented<Kinds> label="Kind" hideLabel value={kind} options={KINDS} onChange={setKind} />
        <Select<Instrument | ''>
          label="Instrument"
          hideLabel
          value={instrument}
          options={INSTRUMENT_OPTIONS}
          onChange={setInstrument}
        />
        <Select
          label="Tag"
          hideLabel
          value={tag}
          disabled={tagNames.length === 0}
          options={[
            { value: '', label: tagNames.length === 0 ? 'No tags yet' : 'Any tag' },
            ...tagNames.map((name) => ({ value: name, label: name })),
          ]}
          onChange={setTag}
        />
        <Switch label="Only other recordings" checked={elsewhere} onChange={setElsewhere} />
      </div>
      {found.data === null && found.loading && <Spinner label="Comparing" />}
      {found.data?.state === 'waiting' && (
        <EmptyState
          icon={<Radar size={36} strokeWidth={1.4} aria-hidden="true" />}
          title="Not listened to yet"
        >
          Divisi compares what it has listened to. This one’s turn is still to come; the list fills by itself.
        </EmptyState>
      )}
      {found.data?.state === 'silent' && (
        <EmptyState
          icon={<Radar size={36} strokeWidth={1.4} aria-hidden="true" />}
          title="There is nothing to compare"
        >
          This is silent, or too quiet to be heard.
        </EmptyState>
      )}
      {found.data?.state === 'ready' && found.data.items.length === 0 && (
        <EmptyState
          icon={<Radar size={36} strokeWidth={1.4} aria-hidden="true" />}
          title={filtered ? 'Nothing matches these filters' : 'Nothing to compare with yet'}
          actions={
            filtered ? (
              <Button
                onClick={() => {
                  setKind('all');
                  setInstrument('');
                  setTag('');
                  setElsewhere(false);
                }}
              >
                Clear the filters
              </Button>
            ) : undefined
          }
        >
          {filtered
            ? 'Other recordings, stems or excerpts may.'
            : 'Import more recordings, or separate this one: stems are compared as well.'}
        </EmptyState>
      )}
      {found.data !== null && found.data.items.length > 0 && (
        <Results items={found.data.items} hrefOf={hrefOf} hrefOfSimilar={hrefOfSimilar} />
      )}
    </div>
  );
}

interface ResultsProps extends Omit<Props, 'itemId'> {
  readonly items: readonly SimilarItem[];
}

function Results({ items, hrefOf, hrefOfSimilar }: ResultsProps) {
  return (
    <ItemTable
      items={items}
      hrefOf={hrefOf}
      columns={[
        { title: 'Likeness', cell: ({ distance }) => <Likeness value={likeness(distance)} /> },
        {
          title: 'Actions',
          actions: true,
          cell: (item) => (
            <a
              className="button button-quiet button-sm"
              href={hrefOfSimilar(item.id)}
              aria-label={`More like ${spokenTitle(item)}`}
            >
              <Radar size={14} aria-hidden="true" />
              More like this
            </a>
          ),
        },
      ]}
    />
  );
}

function Likeness({ value }: { readonly value: number }) {
  return (
    <div className="likeness">
      <div className="likeness-track" aria-hidden="true">
        <div className="likeness-fill" style={{ width: `${value * 100}%` }} />
      </div>
      <span className="tabular">{formatNumber(value, 2)}</span>
    </div>
  );
}
