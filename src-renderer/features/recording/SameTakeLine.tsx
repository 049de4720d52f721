import type { SameTake } from '../../../src-shared/contract/recording.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly takes: readonly SameTake[];
  hrefOf: (recordingId: RecordingId) => string;
}

/** Links to the other files that contain a recording's take; nothing where there are none. */
export function SameTakeLine({ takes, hrefOf }: Props) {
  if (takes.length === 0) return null;
  return (
    <p className="soft small">
      {words().recording.sameTake}{' '}
      {takes.map(({ id, title, format }, index) => (
        <span key={id}>
          {index > 0 && ' · '}
          <a href={hrefOf(id)}>
            {title} ({format.toUpperCase()})
          </a>
        </span>
      ))}
    </p>
  );
}
