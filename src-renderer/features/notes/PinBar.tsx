import { MapPin, MapPinOff } from 'lucide-react';
import { formatTime } from '../../../src-shared/format/time.ts';
import type { HeardBar } from '../../../src-shared/project/bars.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, Spinner } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import type { Pins } from './use-pins.ts';

interface Props {
  readonly bar: HeardBar;
  readonly isPinned: boolean;
  readonly pins: Pins;
  readonly sampleRate: number;
  readonly readOnly: boolean;
  /** The sample to which the playhead would pin the bar. */
  readonly target: () => number;
}

/** What can be done with the chosen bar line. */
export function PinBar({ bar, isPinned, pins, sampleRate, readOnly, target }: Props) {
  const texts = words().score;
  const name = words().notes.fit.bar(bar.label, bar.pass);
  return (
    <div className="pin-bar">
      <span role="status">
        {texts.barLine(name, formatTime(bar.start / sampleRate, 2), isPinned)}
        {bar.fit !== null && <span className="soft"> {texts.fits(bar.fit.toFixed(2))}</span>}
      </span>
      <Button
        size="sm"
        icon={<MapPin size={14} aria-hidden="true" />}
        disabled={readOnly || pins.busy}
        onClick={() => pins.pin(bar.index, target())}
      >
        {texts.pinHere}
      </Button>
      {isPinned && (
        <Button
          size="sm"
          icon={<MapPinOff size={14} aria-hidden="true" />}
          disabled={readOnly || pins.busy}
          onClick={() => pins.pin(bar.index, null)}
        >
          {texts.unpin}
        </Button>
      )}
      {pins.busy && (
        <>
          <Spinner label={texts.realigning} />
          <Button size="sm" variant="quiet" onClick={() => pins.cancel()}>
            {words().common.cancel}
          </Button>
        </>
      )}
      {pins.error !== null && <FailureNote {...describeFailure(pins.error)} />}
    </div>
  );
}
