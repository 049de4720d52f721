import { useEffect, useRef } from 'react';
import type { PlaybackEngine } from '../../engine/engine.ts';
import type { Listen } from '../../engine/state.ts';
import { Toggle } from '../../ui/Button.tsx';
import { Segmented } from '../../ui/fields.tsx';
import { formatDb } from '../../../src-shared/format/numbers.ts';
import { useObservable } from './use-store.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly engine: PlaybackEngine;
  readonly trackName: string | null;
  onListen: (kind: Listen['kind']) => void;
}

/** Switches between the original, the mix and a single stem without a gap, with matched levels. */
export function Listening({ engine, trackName, onListen }: Props) {
  const { listen, match, hasOriginal } = useObservable(engine.state);
  return (
    <div className="listening">
      <Segmented
        label={words().editor.listening.label}
        hideLabel
        value={listen.kind}
        options={[
          { value: 'mix', label: words().editor.listening.mix },
          { value: 'track', label: words().editor.listening.track, disabled: trackName === null },
          { value: 'original', label: words().editor.listening.original, disabled: !hasOriginal },
        ]}
        onChange={onListen}
      />
      <div className="match">
        <Toggle
          label={words().editor.listening.matchLevel}
          size="sm"
          pressed={match}
          disabled={!hasOriginal}
          onPressedChange={(pressed) => engine.setMatch(pressed)}
        >
          {words().editor.listening.match}
        </Toggle>
        <MatchText engine={engine} />
      </div>
    </div>
  );
}

/** The level-matching gain, refreshed a few times per second. */
function MatchText({ engine }: { readonly engine: PlaybackEngine }) {
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = (): void => {
      const db = engine.state.getSnapshot().match ? engine.matchDb() : 0;
      if (text.current !== null) text.current.textContent = db === null ? '– dB' : formatDb(db);
    };
    write();
    const timer = setInterval(write, 200);
    return () => clearInterval(timer);
  }, [engine]);
  return <span ref={text} className="match-db tabular" />;
}
