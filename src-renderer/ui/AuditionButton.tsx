import { Play, Square } from 'lucide-react';
import { useAudition } from './audition.ts';
import type { AuditionRequest } from './audition.ts';
import { IconButton } from './Button.tsx';
import { words } from '../words/words.ts';

interface Props {
  readonly request: AuditionRequest;
  /** What the button plays: "Viola, Quartet in F". */
  readonly title: string;
  readonly disabled?: boolean;
}

/** Starts or stops the preview of a list item. */
export function AuditionButton({ request, title, disabled = false }: Props) {
  const audition = useAudition();
  const playing = audition.key === request.key;
  return (
    <IconButton
      label={playing ? words().common.stopTitle(title) : words().common.listenTo(title)}
      size="sm"
      variant="secondary"
      className="audition"
      data-playing={playing || undefined}
      disabled={disabled}
      onClick={() => (playing ? audition.stop() : audition.play(request))}
    >
      {playing ? (
        <Square size={12} fill="currentColor" aria-hidden="true" />
      ) : (
        <Play size={12} fill="currentColor" aria-hidden="true" />
      )}
    </IconButton>
  );
}
