import { Check, RotateCcw, X } from 'lucide-react';
import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { Proposals } from '../../../src-shared/contract/item-schemas.ts';
import type { ItemId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useAudition } from '../../ui/audition.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, Spinner } from '../../ui/feedback.tsx';
import { formatNumber } from '../../../src-shared/format/numbers.ts';
import { auditionOf, spokenTitle } from '../../ui/item-words.ts';
import { ItemCell } from '../../ui/ItemCell.tsx';
import { useNotify } from '../../ui/notify.ts';
import { learntFrom, tooFewSentence, trustOf } from './proposal-words.ts';
import type { TagLinks } from './TagsPage.tsx';
import { words } from '../../words/words.ts';

interface Props extends TagLinks {
  readonly tag: string;
  readonly readOnly: boolean;
}

type Proposal = Proposals['proposals'][number];

/**
 * Lists the items that Divisi proposes for a tag, to accept or reject. An answered row disappears at once; the others
 * stay unchanged until a reload, so that the list does not jump under the user.
 */
export function ProposalPanel({ tag, readOnly, ...links }: Props) {
  const proposals = useLoad(`proposals for ${tag}`, (signal) => api.tags.proposals({ tag }, { signal }));
  const [judged, setJudged] = useState<ReadonlySet<ItemId>>(new Set());
  const { data } = proposals;
  const learn = useRef<HTMLButtonElement>(null);
  const again = (): void => {
    setJudged(new Set());
    proposals.reload();
  };
  return (
    <section className="panel proposals" aria-labelledby="proposals-title">
      <header className="proposals-head">
        <h3 id="proposals-title">{words().tags.proposals.title}</h3>
        {data !== null && (
          <Button
            ref={learn}
            size="sm"
            variant={judged.size > 0 ? 'secondary' : 'quiet'}
            icon={<RotateCcw size={13} aria-hidden="true" />}
            onClick={again}
          >
            {judged.size > 0 ? words().tags.proposals.learn(judged.size) : words().tags.proposals.again}
          </Button>
        )}
      </header>
      {proposals.error !== null && <FailureNote {...describeFailure(proposals.error)} />}
      {data === null && proposals.loading && (
        <p className="proposals-looking soft">
          <Spinner label={words().tags.proposals.comparing} /> {words().tags.proposals.comparingNow}
        </p>
      )}
      {data?.state === 'too-few' && <p className="soft">{tooFewSentence(data)}</p>}
      {data?.state === 'ready' && (
        <>
          {data.f1 === null ? (
            <p className="soft">{words().tags.proposals.untested}</p>
          ) : (
            <TrustWords score={data.f1} />
          )}
          <p className="faint small">{learntFrom(data)}</p>
          <ProposalList
            key={JSON.stringify(data.proposals.map((item) => item.id))}
            tag={tag}
            proposals={data.proposals.filter((item) => !judged.has(item.id))}
            readOnly={readOnly}
            hrefOf={links.hrefOf}
            onEmptied={() => learn.current?.focus()}
            onJudged={(itemId, isJudged) =>
              setJudged((before) => {
                const next = new Set(before);
                if (isJudged) next.add(itemId);
                else next.delete(itemId);
                return next;
              })
            }
          />
        </>
      )}
    </section>
  );
}

function TrustWords({ score }: { readonly score: NonNullable<Proposals['f1']> }) {
  const trust = trustOf(score);
  return (
    <div className={`trust trust-${trust.tone}`}>
      <p>{trust.sentence}</p>
      <p className="faint small tabular">{trust.detail}</p>
    </div>
  );
}

interface ListProps {
  readonly tag: string;
  readonly proposals: readonly Proposal[];
  readonly readOnly: boolean;
  hrefOf: TagLinks['hrefOf'];
  onJudged: (itemId: ItemId, judged: boolean) => void;
  /** Called after the last proposal was answered, so that the focus can move elsewhere. */
  onEmptied: () => void;
}

function ProposalList(props: ListProps) {
  const { tag, proposals, readOnly, hrefOf, onJudged, onEmptied } = props;
  const notify = useNotify();
  const audition = useAudition();
  const list = useRef<HTMLUListElement>(null);
  const [current, setCurrent] = useState(0);
  const at = Math.min(current, proposals.length - 1);

  const focusRow = (index: number): void => {
    setCurrent(index);
    requestAnimationFrame(() => {
      const row = list.current?.children[index];
      if (row instanceof HTMLElement) row.focus();
    });
  };
  const undo = useAction(async ({ id: itemId }: Proposal, accepted: boolean) => {
    await (accepted ? api.tags.remove({ itemId, tag }) : api.tags.unrefuse({ itemId, tag }));
    onJudged(itemId, false);
  });
  const answer = useAction(async (item: Proposal, accept: boolean) => {
    const { id: itemId } = item;
    onJudged(itemId, true);
    try {
      await (accept ? api.tags.add({ itemId, tag }) : api.tags.refuse({ itemId, tag }));
    } catch (error) {
      onJudged(itemId, false);
      throw error;
    }
    notify({
      tone: 'success',
      title: accept
        ? words().tags.proposals.isTagged(item.title, tag)
        : words().tags.proposals.notAgain(item.title),
      action: { label: words().common.undo, run: () => undo.run(item, accept) },
    });
  });
  const judge = (item: Proposal, index: number, accept: boolean): void => {
    audition.stop();
    answer.run(item, accept);
    if (proposals.length > 1) focusRow(Math.min(index, proposals.length - 2));
    else onEmptied();
  };
  const onKeyDown = (event: KeyboardEvent, item: Proposal, index: number): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const moves: Readonly<Record<string, number>> = {
      arrowdown: Math.min(proposals.length - 1, index + 1),
      arrowup: Math.max(0, index - 1),
      home: 0,
      end: proposals.length - 1,
    };
    const next = moves[key];
    if (next !== undefined) focusRow(next);
    else if (key === ' ') {
      if (audition.key === item.id) audition.stop();
      else audition.play(auditionOf(item));
    } else if (key === 'a' && !readOnly) judge(item, index, true);
    else if (key === 'r' && !readOnly) judge(item, index, false);
    else return;
    event.preventDefault();
  };
  const error = answer.error ?? undo.error;

  if (proposals.length === 0) {
    return <p className="soft">{words().tags.proposals.none}</p>;
  }
  return (
    <>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      <p className="faint small" id="proposal-keys">
        {words().tags.proposals.keys}
      </p>
      <ul
        ref={list}
        className="tag-items"
        aria-label={words().tags.proposals.list(tag)}
        aria-describedby="proposal-keys"
      >
        {proposals.map((item, index) => (
          <li
            key={item.id}
            tabIndex={index === at ? 0 : -1}
            aria-label={words().tags.proposals.withConfidence(
              spokenTitle(item),
              formatNumber(item.confidence, 2),
            )}
            onFocus={() => setCurrent(index)}
            onKeyDown={(event) => onKeyDown(event, item, index)}
          >
            <ItemCell item={item} href={hrefOf(item)} />
            <span
              className="proposal-confidence soft small tabular"
              title={words().tags.proposals.confidence}
            >
              {formatNumber(item.confidence, 2)}
            </span>
            {!readOnly && (
              <span className="proposal-answers">
                <Button
                  size="sm"
                  icon={<Check size={14} aria-hidden="true" />}
                  aria-label={words().tags.proposals.acceptItem(spokenTitle(item))}
                  onClick={() => judge(item, index, true)}
                >
                  {words().tags.proposals.accept}
                </Button>
                <Button
                  size="sm"
                  variant="quiet"
                  icon={<X size={14} aria-hidden="true" />}
                  aria-label={words().tags.proposals.refuseItem(spokenTitle(item))}
                  onClick={() => judge(item, index, false)}
                >
                  {words().tags.proposals.refuse}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
