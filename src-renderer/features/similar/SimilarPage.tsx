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
import { instrumentsText, likeness, spokenTitle } from '../../ui/item-words.ts';
import { ItemCell, TagChips } from '../../ui/ItemCell.tsx';
import { ItemTable } from '../../ui/ItemTable.tsx';
import { words } from '../../words/words.ts';
import './similar.css';

interface Props {
  readonly itemId: ItemId;
  /** Returns an item's URL. */
  hrefOf: (item: Item) => string;
  /** Returns the URL of the page of items similar to this one. */
  hrefOfSimilar: (itemId: ItemId) => string;
}

type Kinds = ItemKind | 'all';
const MOST = 50;

const KINDS: readonly Kinds[] = ['all', 'recording', 'stem', 'excerpt'];

const kindOptions = (): { value: Kinds; label: string }[] =>
  KINDS.map((value) => ({ value, label: words().similar.kinds[value] }));

const instrumentOptions = (): { value: Instrument | ''; label: string }[] => [
  { value: '', label: words().common.anyInstrument },
  ...INSTRUMENTS.map((value) => ({ value, label: words().instruments.title(value) })),
];

/** Lists what sounds similar to a recording, stem or excerpt, the most similar first. */
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
          <h1 className="ellipsis">
            {item === null ? words().common.moreLikeThis : words().similar.moreLike(item.title)}
          </h1>
          <p className="soft small" aria-live="polite">
            {found.data === null || found.data.state !== 'ready'
              ? ' '
              : found.data.items.length === MOST
                ? words().similar.foundMost(MOST)
                : words().similar.found(found.data.items.length)}
          </p>
        </div>
      </header>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {audition.failure !== null && <FailureNote {...describeFailure(audition.failure.failure)} />}
      {item !== null && (
        <section className="panel similar-subject" aria-label={words().similar.subject}>
          <ItemCell item={item} href={hrefOf(item)}>
            <TagChips tags={item.tags} />
          </ItemCell>
          <span className="soft small">{instrumentsText(item)}</span>
        </section>
      )}
      <div className="similar-filters" role="group" aria-label={words().similar.filters}>
        <Segmented<Kinds>
          label={words().similar.kind}
          hideLabel
          value={kind}
          options={kindOptions()}
          onChange={setKind}
        />
        <Select<Instrument | ''>
          label={words().similar.instrument}
          hideLabel
          value={instrument}
          options={instrumentOptions()}
          onChange={setInstrument}
        />
        <Select
          label={words().similar.tag}
          hideLabel
          value={tag}
          disabled={tagNames.length === 0}
          options={[
            { value: '', label: tagNames.length === 0 ? words().similar.noTags : words().similar.anyTag },
            ...tagNames.map((name) => ({ value: name, label: name })),
          ]}
          onChange={setTag}
        />
        <Switch label={words().similar.elsewhere} checked={elsewhere} onChange={setElsewhere} />
      </div>
      {found.data === null && found.loading && <Spinner label={words().similar.comparing} />}
      {found.data?.state === 'waiting' && (
        <EmptyState
          icon={<Radar size={36} strokeWidth={1.4} aria-hidden="true" />}
          title={words().similar.waiting}
        >
          {words().similar.waitingText}
        </EmptyState>
      )}
      {found.data?.state === 'silent' && (
        <EmptyState
          icon={<Radar size={36} strokeWidth={1.4} aria-hidden="true" />}
          title={words().similar.silent}
        >
          {words().similar.silentText}
        </EmptyState>
      )}
      {found.data?.state === 'ready' && found.data.items.length === 0 && (
        <EmptyState
          icon={<Radar size={36} strokeWidth={1.4} aria-hidden="true" />}
          title={filtered ? words().similar.noMatch : words().similar.noOthers}
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
                {words().similar.clear}
              </Button>
            ) : undefined
          }
        >
          {filtered ? words().similar.noMatchText : words().similar.noOthersText}
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
        { title: words().similar.likeness, cell: ({ distance }) => <Likeness value={likeness(distance)} /> },
        {
          title: words().similar.actions,
          actions: true,
          cell: (item) => (
            <a
              className="button button-quiet button-sm"
              href={hrefOfSimilar(item.id)}
              aria-label={words().common.moreLike(spokenTitle(item))}
            >
              <Radar size={14} aria-hidden="true" />
              {words().common.moreLikeThis}
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
