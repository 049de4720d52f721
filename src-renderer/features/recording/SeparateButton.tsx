import { AudioWaveform } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { words } from '../../words/words.ts';
import type { Separating } from './use-separate.ts';

interface Props {
  readonly separating: Separating;
  /** Whether only a passage is separated. */
  readonly isPassage: boolean;
  /** Whether there is a separation already, so that opening it is the main thing to do. */
  readonly isAgain: boolean;
}

/** Starts the separation from the top of the page, and tells what it will take or why it can't start. */
export function SeparateButton({ separating, isPassage, isAgain }: Props) {
  const { estimate, missing } = separating;
  const text = words().recording.separate;
  return (
    <div className="separate-go">
      <Button
        variant={isAgain ? 'secondary' : 'primary'}
        size="lg"
        icon={<AudioWaveform size={18} aria-hidden="true" />}
        busy={separating.busy}
        disabled={!separating.canStart}
        onClick={separating.start}
      >
        {isPassage ? text.startPassage : text.start}
      </Button>
      <p className="soft small tabular">
        {missing ?? (estimate === null ? '' : text.about(words().units.span(estimate.seconds)))}
      </p>
      <p className="visually-hidden" role="status">
        {separating.started ? text.started : ''}
      </p>
    </div>
  );
}
