import { separationNoteText } from '../../../src-shared/words/separation-note.ts';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import type { Effort } from '../../../src-shared/contract/separation.ts';
import { describeFailure } from '../../api/messages.ts';
import { FailureNote, Note } from '../../ui/feedback.tsx';
import { Segmented, Switch } from '../../ui/fields.tsx';
import { formatBytes } from '../../../src-shared/format/numbers.ts';
import { ModelPicker } from './ModelPicker.tsx';
import type { Separating } from './use-separate.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly separating: Separating;
  readonly models: readonly ModelInfo[];
  readonly model: ModelInfo | null;
  readonly speeds: Readonly<Record<string, number>> | null;
  readonly modelsError: unknown;
  onModel: (modelId: string) => void;
}

/** The model, and what the separation will take. */
export function SeparatePanel({ separating, models, model, speeds, modelsError, onModel }: Props) {
  const { estimate, noRoom, error, separable, notes, hearFirst, effort, busy } = separating;
  return (
    <section className="panel separate" aria-labelledby="separate-title">
      <header className="panel-header">
        <div>
          <h2 id="separate-title">{words().recording.separate.title}</h2>
          <p className="soft small">
            {separable === 0
              ? words().recording.separate.onePerPlayer
              : words().recording.separate.players(separable)}
          </p>
        </div>
      </header>
      {modelsError !== null ? (
        <FailureNote {...describeFailure(modelsError)} />
      ) : (
        <ModelPicker
          models={models}
          value={model?.id ?? null}
          speeds={speeds}
          players={separable}
          disabled={busy}
          onChange={onModel}
        />
      )}
      {notes.count > 0 && model !== null && (
        <Switch
          label={words().recording.separate.useNotes}
          checked={notes.tells}
          disabled={!model.takesNotes || busy}
          onChange={notes.use}
          hint={
            !model.takesNotes
              ? words().recording.separate.notesUnusable
              : notes.areDoubtful
                ? words().recording.separate.notesDoubtful
                : words().recording.separate.notes(notes.count)
          }
        />
      )}
      {hearFirst !== null && (
        <Switch
          label={words().recording.separate.hearFirst}
          checked={hearFirst.value}
          disabled={busy}
          onChange={hearFirst.choose}
          hint={words().recording.separate.hearFirstHint}
        />
      )}
      {effort !== null && (
        <div>
          <Segmented<Effort>
            label={words().recording.separate.effort}
            value={effort.value}
            options={(['best', 'fast'] as const).map((value) => ({
              value,
              label: words().recording.separate.efforts[value],
              disabled: busy,
            }))}
            onChange={effort.choose}
          />
          <p className="field-hint">{words().recording.separate.effortHint[effort.value]}</p>
        </div>
      )}
      <dl className="estimate" aria-live="polite">
        <div>
          <dt>{words().recording.separate.time}</dt>
          <dd className="tabular">
            {estimate === null ? '–' : words().recording.separate.about(words().units.span(estimate.seconds))}
          </dd>
        </div>
        <div>
          <dt>{words().recording.separate.disk}</dt>
          <dd className="tabular">
            {estimate === null ? '–' : formatBytes(estimate.diskBytes)}
            {estimate !== null && (
              <span className="faint">
                {words().recording.separate.ofFree(formatBytes(estimate.freeDiskBytes))}
              </span>
            )}
          </dd>
        </div>
        <div>
          <dt>{words().recording.separate.memory}</dt>
          <dd className="tabular">{estimate === null ? '–' : formatBytes(estimate.memoryBytes)}</dd>
        </div>
      </dl>
      {estimate !== null && estimate.notes.length > 0 && (
        <ul className="estimate-notes">
          {estimate.notes
            .map((note) => separationNoteText(note, words()))
            .map((note) => (
              <li key={note}>{note}</li>
            ))}
        </ul>
      )}
      {noRoom && (
        <Note tone="warning" title={words().recording.separate.noRoom}>
          {words().recording.separate.noRoomText}
        </Note>
      )}
      {error !== null && <FailureNote {...describeFailure(error)} />}
    </section>
  );
}
