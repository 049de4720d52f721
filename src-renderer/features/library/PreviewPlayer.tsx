import { Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatTime } from '../../../src-shared/format/time.ts';
import { describeFailure } from '../../api/messages.ts';
import { useAudition } from '../../ui/audition.ts';
import { IconButton } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

const TICK_MS = 200;

/** What is being previewed and how far it is, with a button that stops it. Renders nothing while nothing plays. */
export function PreviewPlayer() {
  const { request, status, failure, position, stop } = useAudition();
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => {
    if (status === 'idle') return undefined;
    const timer = setInterval(() => setAt(position()), TICK_MS);
    return () => {
      clearInterval(timer);
      setAt(null);
    };
  }, [status, position]);
  if (request?.title === undefined) {
    return failure === null ? null : <FailureNote {...describeFailure(failure.failure)} />;
  }
  const { title, from, to, sampleRate } = request;
  const frames = at === null ? 0 : Math.max(0, at - from);
  return (
    <section className="preview-player" aria-label={words().library.preview.label}>
      <IconButton label={words().common.stopTitle(title)} size="sm" variant="secondary" onClick={stop}>
        <Square size={12} fill="currentColor" aria-hidden="true" />
      </IconButton>
      <p className="preview-title ellipsis" role="status">
        <span className="visually-hidden">{words().library.preview.playing} </span>
        {title}
      </p>
      <progress
        className="preview-progress"
        aria-label={words().library.preview.position}
        max={Math.max(1, to - from)}
        value={frames}
      />
      <span className="soft small tabular">
        {formatTime(frames / sampleRate)} / {formatTime((to - from) / sampleRate)}
      </span>
    </section>
  );
}
