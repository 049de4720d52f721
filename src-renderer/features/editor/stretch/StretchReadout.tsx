import { X } from 'lucide-react';
import type { PlaybackEngine } from '../../../engine/engine.ts';
import { AS_RECORDED, isStretched } from '../../../engine/protocol.ts';
import { words } from '../../../words/words.ts';
import { useObservable } from '../use-store.ts';
import './stretch.css';

/** Says that the mix is heard at another speed or in another key, and ends that. */
export function StretchReadout({ engine }: { readonly engine: PlaybackEngine }) {
  const { stretch } = useObservable(engine.state);
  const text = words().stretch;
  const { speed, keys } = stretch;
  return (
    <span role="status" className="stretch-status">
      {isStretched(stretch) && (
        <button
          type="button"
          className="stretch-readout small"
          title={text.reset}
          onClick={() => engine.setStretch(AS_RECORDED)}
        >
          <span className="tabular">
            {[speed === 1 ? null : text.times(speed), keys === 0 ? null : text.keys(keys)]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
          <X size={12} aria-label={text.reset} />
        </button>
      )}
    </span>
  );
}
