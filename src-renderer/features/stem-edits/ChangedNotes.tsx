import type { ReadySeparation } from '../../../src-shared/contract/separation.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { api } from '../../api/client.ts';
import { useLoad } from '../../api/hooks.ts';
import { Button } from '../../ui/Button.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly separation: ReadySeparation;
  /** Of the recording's notes. */
  readonly revision: number;
  readonly sampleRate: number;
  onTake: (passage: { readonly from: number; readonly to: number }) => void;
}

/** More would not fit beside the passage. */
const MOST_SHOWN = 6;

/** The passages whose notes changed since the stems in use were made, to be taken as the passage to edit. */
export function ChangedNotes({ separation, revision, sampleRate, onTake }: Props) {
  const { id: separationId, version } = separation;
  const { data: spans } = useLoad(`changed ${separationId} ${version} ${revision}`, (signal) =>
    api.stemVersions.changedNotes({ separationId }, { signal }),
  );
  if (spans === null) return null;
  const texts = words().stemEdits;
  const time = (sample: number): string => formatTime(sample / sampleRate, 1);
  const [first, last] = [spans.at(0), spans.at(-1)];
  const all = first !== undefined && last !== undefined ? [{ from: first.from, to: last.to }] : [];
  const shown = spans.length > MOST_SHOWN ? all : spans;
  return (
    <div className="stem-edits-changed" role="group" aria-label={texts.changed}>
      <span className="field-label">{texts.changed}</span>
      {shown.length === 0 && <span className="soft small">{texts.noneChanged}</span>}
      {shown.map((span) => (
        <Button
          key={span.from}
          size="sm"
          variant="quiet"
          aria-label={texts.takeChanged(time(span.from), time(span.to))}
          onClick={() => onTake(span)}
        >
          {texts.changedAt(time(span.from), time(span.to))}
        </Button>
      ))}
    </div>
  );
}
