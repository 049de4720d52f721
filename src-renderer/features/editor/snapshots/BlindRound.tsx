import { useEffect, useState } from 'react';
import { Pause, Play } from 'lucide-react';
import { Button } from '../../../ui/Button.tsx';
import { useWindowKeys } from '../../../ui/use-window-keys.ts';
import { words } from '../../../words/words.ts';
import type { EditorSession } from '../session.ts';
import { numberOf } from '../shortcuts.ts';
import { useObservable } from '../use-store.ts';
import { shuffled, trulyRandom, type Pick } from './blind.ts';

interface Props {
  readonly session: Compared;
  readonly ids: readonly string[];
  readonly round: number;
  onPick: (pick: Pick) => void;
}
interface Compared {
  readonly audition: EditorSession['audition'];
  readonly engine: EditorSession['engine'];
}

/** One round: numbers stand for the mixes in an order of its own. Give every round another React key. */
export function BlindRound({ session, ids, round, onPick }: Props) {
  const { audition, engine } = session;
  const { status } = useObservable(engine.state);
  const [order] = useState(() => shuffled(ids, trulyRandom));
  const [heard, setHeard] = useState(0);
  const text = words().snapshots.blind;
  const running = status === 'playing' || status === 'starting' || status === 'waiting';
  const hear = (index: number): void => {
    const id = order[index];
    if (id === undefined) return;
    setHeard(index);
    audition.hear(id);
  };
  const pick = (): void => onPick(order[heard] ?? null);

  useEffect(() => {
    audition.hear(order[0] ?? null);
  }, [audition, order]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const number = numberOf(event);
    const onButton = event.target instanceof HTMLElement && event.target.closest('button') !== null;
    if (number !== null) hear(number - 1);
    else if (event.key === ' ') engine.toggle();
    else if (event.key === 'Enter' && !onButton) pick();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // A focused button would take Space on its key-up.
  const onKeyUp = (event: KeyboardEvent): void => {
    if (event.key === ' ') event.preventDefault();
  };
  useWindowKeys({ onKeyDown, onKeyUp }, { capture: true });

  return (
    <div className="blind-round">
      <h3>{text.round(round)}</h3>
      <div className="blind-mixes" role="group" aria-label={text.which}>
        {order.map((id, index) => (
          <button
            key={id}
            type="button"
            className="blind-mix"
            aria-pressed={heard === index}
            onClick={() => hear(index)}
          >
            {text.number(index + 1)}
          </button>
        ))}
      </div>
      <div className="blind-actions">
        <Button
          icon={running ? <Pause size={14} aria-hidden="true" /> : <Play size={14} aria-hidden="true" />}
          onClick={() => engine.toggle()}
        >
          {running ? words().common.pause : words().common.play}
        </Button>
        <Button variant="primary" onClick={pick}>
          {text.pick(heard + 1)}
        </Button>
        <Button onClick={() => onPick(null)}>{text.undecided}</Button>
      </div>
      <p className="soft small">{text.keys(order.length)}</p>
    </div>
  );
}
