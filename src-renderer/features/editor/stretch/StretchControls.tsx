import type { PlaybackEngine } from '../../../engine/engine.ts';
import { Segmented, Select } from '../../../ui/fields.tsx';
import { words } from '../../../words/words.ts';
import { useObservable } from '../use-store.ts';

const SPEEDS = ['1', '0.75', '0.5'] as const;
const KEYS = ['3', '2', '1', '0', '-1', '-2', '-3'] as const;

/** How fast and in which key the mix is heard. Neither is part of the mix. */
export function StretchControls({ engine }: { readonly engine: PlaybackEngine }) {
  const { stretch } = useObservable(engine.state);
  const text = words().stretch;
  return (
    <>
      <Segmented<string>
        label={text.speed}
        value={String(stretch.speed)}
        options={SPEEDS.map((value) => ({ value, label: text.times(Number(value)) }))}
        onChange={(speed) => engine.setStretch({ ...stretch, speed: Number(speed) })}
      />
      <Select<string>
        label={text.key}
        value={String(stretch.keys)}
        options={KEYS.map((value) => ({ value, label: text.keys(Number(value)) }))}
        onChange={(keys) => engine.setStretch({ ...stretch, keys: Number(keys) })}
      />
    </>
  );
}
