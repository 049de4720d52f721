import { useEffect, useRef } from 'react';
import type { PlaybackEngine } from '../../engine/engine.ts';
import type { Listen } from '../../engine/state.ts';
import { Toggle } from '../../ui/Button.tsx';
import { Segmented } from '../../ui/fields.tsx';
import { formatDb } from '../../../src-shared/format/numbers.ts';
import { useObservable } from './use-store.ts';

interface Props {
  readonly engine: PlaybackEngine;
  readonly trackName: string | null;
  onListen: (kind: Listen['kind']) => void;
}

/** Original, mix or one stem, switched without a gap and matched in level. */
export function Listening({ engine, trackName, onListen }: Props) {
  const { listen, match, hasOriginal } = useObservable(engine.state);
  return (
    <div className="listening">
      <Segmented
        label="Listen to"
        hideLabel
        value={listen.kind}
        options={[
          { value: 'mix', label: 'Mix' },
          { value: 'track', label: 'Track', disabled: trackName === null },
          { value: 'original', label: 'Original', disabled: !hasOriginal },
        ]}
        onChange={onListen}
      />
      <Toggle
        label="Match the original’s level to the mix"
        size="sm"
        pressed={match}
        disabled={!hasOriginal}
        onPressedChange={(pressed) => engine.setMatch(pressed)}
      >
        <MatchText engine={engine} />
      </Toggle>
    </div>
  );
}

/** The gain on the original, rewritten a few times a second. */
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
  return (
    <>
      Match <span ref={text} className="match-db tabular" />
    </>
  );
}
