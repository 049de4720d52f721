import type { Recording } from '../../../src-shared/contract/recording.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { recordingProblem } from './words.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly recordings: readonly Recording[];
  readonly chosen: ReadonlySet<RecordingId>;
  onChange: (chosen: ReadonlySet<RecordingId>) => void;
  hrefOfRecording: (recordingId: RecordingId) => string;
}

/** A checklist of the library's recordings; unsuitable ones show the reason. */
export function RecordingChoice({ recordings, chosen, onChange, hrefOfRecording }: Props) {
  if (recordings.length === 0) return <p className="soft small">{words().adapt.form.noRecordings}</p>;
  return (
    <ul className="recording-choice">
      {recordings.map((recording) => {
        const problem = recordingProblem(recording);
        const { id, title, players } = recording;
        return (
          <li key={id}>
            <label className="recording-tick" data-disabled={problem !== null || undefined}>
              <input
                type="checkbox"
                checked={problem === null && chosen.has(id)}
                disabled={problem !== null}
                onChange={(event) => {
                  const next = new Set(chosen);
                  if (event.target.checked) next.add(id);
                  else next.delete(id);
                  onChange(next);
                }}
              />
              <span>
                <span className="recording-tick-title">{title}</span>
                <span className="faint small">
                  {problem !== null || recording.state !== 'ready'
                    ? problem
                    : `${words().units.span(recording.frames / recording.sampleRate)} · ${words().units.listOf(players.map(({ label }) => label))}`}
                </span>
              </span>
            </label>
            {problem !== null && recording.players.length === 0 && (
              <a className="small" href={hrefOfRecording(id)}>
                {words().adapt.form.namePlayers}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}
