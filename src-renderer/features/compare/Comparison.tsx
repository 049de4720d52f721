import { Play, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { formatDb } from '../../../src-shared/format/numbers.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { api } from '../../api/client.ts';
import { useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useAudition } from '../../ui/audition.ts';
import { Button, Toggle } from '../../ui/Button.tsx';
import { FailureNote, Note, Spinner } from '../../ui/feedback.tsx';
import { Select } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';
import { FiguresTable } from './FiguresTable.tsx';
import type { Sides } from './load-pair.ts';
import { comparedPassage, MOST_SECONDS, unorderedLabels, type Passage, type StemPair } from './pairs.ts';
import { useCompared, type Compared } from './use-compared.ts';
import { useCompareKeys } from './use-compare-keys.ts';

interface Props {
  readonly sides: Sides;
  /** Titles of the models. */
  readonly titles: readonly [string, string];
  /** At least one. */
  readonly pairs: readonly StemPair[];
  readonly chosen: Passage;
  readonly common: Passage;
}

/** What rounds to 0.0 dB is not worth a text. */
const SMALLEST_TRIM_DB = 0.05;

/** The chosen passage of two separations, one player at a time. */
export function Comparison(props: Props) {
  const { pairs, chosen, common } = props;
  const text = words().compare;
  const [name, setName] = useState<string | null>(null);
  const pair = pairs.find((each) => each.name === name) ?? pairs[0];
  const sampleRate = pair?.of[0].sampleRate ?? 1;
  const passage = comparedPassage(chosen, common, sampleRate);
  if (pair === undefined || passage === null) return <Note tone="warning" title={text.outside} />;
  const isLimited = passage.to - passage.from === Math.round(MOST_SECONDS * sampleRate);
  const isClipped = chosen.from < common.from || chosen.to > common.to;
  return (
    <>
      {isLimited ? (
        <p className="soft small">{text.limited(formatTime(MOST_SECONDS))}</p>
      ) : (
        isClipped && <p className="soft small">{text.clipped}</p>
      )}
      <Heard {...props} pair={pair} passage={passage} onPair={setName} />
    </>
  );
}

interface HeardProps extends Props {
  readonly pair: StemPair;
  readonly passage: Passage;
  onPair: (name: string) => void;
}

function Heard({ sides, titles, pairs, pair, passage, onPair }: HeardProps) {
  const text = words().compare;
  const compared = useCompared(sides, pairs, pair, passage);
  const { heard, isPlaying, isReady, matching, trimDb, hear, toggle } = compared;
  const reports = useReports(sides);
  const audition = useAudition();
  const isAuditioning = audition.key !== null;
  const { stop } = compared;
  // One thing is heard at a time: the recording's own preview ends the comparison.
  const stopped = useRef(stop);
  useEffect(() => {
    stopped.current = stop;
  });
  useEffect(() => {
    if (isAuditioning) stopped.current();
  }, [isAuditioning]);
  const press = (): void => {
    if (!isPlaying) audition.stop();
    toggle();
  };
  useCompareKeys({ hear, other: () => hear(heard === 0 ? 1 : 0), toggle: press });
  const unordered = unorderedLabels(...sides);
  const letter = heard === 0 ? 'A' : 'B';
  const trim = trimDb > -SMALLEST_TRIM_DB ? null : formatDb(trimDb);
  return (
    <>
      <section className="panel compare-listen" aria-label={text.listen}>
        <div className="compare-controls">
          <Select
            label={text.player}
            value={pair.name}
            options={pairs.map(({ name, label }) => ({ value: name, label }))}
            onChange={onPair}
          />
          <Button
            variant="primary"
            icon={
              isPlaying ? (
                <Square size={14} fill="currentColor" aria-hidden="true" />
              ) : (
                <Play size={14} fill="currentColor" aria-hidden="true" />
              )
            }
            disabled={!isReady && !isPlaying}
            onClick={press}
          >
            {isPlaying ? words().common.stop : words().common.play}
          </Button>
          <div className="compare-switch" role="group" aria-label={text.which}>
            {([0, 1] as const).map((side) => (
              <button
                key={side}
                type="button"
                className="compare-hear"
                aria-pressed={heard === side}
                onClick={() => hear(side)}
              >
                <strong>{side === 0 ? 'A' : 'B'}</strong> <span className="ellipsis">{titles[side]}</span>
              </button>
            ))}
          </div>
          <Toggle
            label={text.match}
            title={text.matchDetail}
            pressed={matching}
            onPressedChange={compared.setMatching}
          />
          <span className="compare-trim tabular small faint" aria-hidden="true">
            {trim}
          </span>
          {!isReady && compared.error === null && <Spinner label={text.loading} />}
        </div>
        <Position compared={compared} />
        <p className="faint small">{text.keys}</p>
        <p className="visually-hidden" role="status">
          {trim === null ? text.heard(letter, pair.label) : text.heardAt(letter, pair.label, trim)}
        </p>
      </section>
      {compared.error !== null && <FailureNote {...describeFailure(compared.error)} />}
      {unordered.length > 0 && (
        <Note title={text.unordered(unordered.map(([first, second]) => text.pair(first, second)))} />
      )}
      <FiguresTable pairs={pairs} figures={compared.figures} reports={reports} heard={pair.name} />
    </>
  );
}

/** How far the passage has played. */
function Position({ compared }: { readonly compared: Pick<Compared, 'isPlaying' | 'progress'> }) {
  const { isPlaying, progress } = compared;
  const mark: RefObject<HTMLDivElement | null> = useRef(null);
  const read = useRef(progress);
  useEffect(() => {
    read.current = progress;
  });
  useEffect(() => {
    if (!isPlaying) return undefined;
    let frame = 0;
    const draw = (): void => {
      frame = requestAnimationFrame(draw);
      if (mark.current !== null) mark.current.style.width = `${100 * (read.current() ?? 0)}%`;
    };
    frame = requestAnimationFrame(draw);
    const node = mark.current;
    return () => {
      cancelAnimationFrame(frame);
      if (node !== null) node.style.width = '0';
    };
  }, [isPlaying]);
  return (
    <div className="compare-track" aria-hidden="true">
      <div ref={mark} className="compare-played" />
    </div>
  );
}

/** The quality reports of both sides, as far as there are any. */
function useReports(sides: Sides) {
  const [a, b] = sides.map(({ id, version }) => ({ id, key: `${id}@${version}` }));
  const loaded = useLoad(`reports ${a?.key} ${b?.key}`, (signal) =>
    Promise.all(sides.map(({ id }) => api.quality.get({ separationId: id }, { signal }))),
  );
  return loaded.data ?? [null, null];
}
