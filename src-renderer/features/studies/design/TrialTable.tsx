import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import {
  STUDY_LIMITS,
  type StudyDocument,
  type StudySource,
  type StudyTrial,
} from '../../../../src-shared/studies/study.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { words } from '../../../words/words.ts';
import { freeId } from './free-id.ts';
import { SourceDialog } from './SourceDialog.tsx';

interface Props {
  readonly document: StudyDocument;
  onChange: (document: StudyDocument) => void;
}

/** Null for the reference. */
interface Cell {
  readonly trialId: string;
  readonly conditionId: string | null;
}

/** Trials as rows, the reference and the conditions as columns. */
export function TrialTable({ document, onChange }: Props) {
  const w = words().studies;
  const [cell, setCell] = useState<Cell | null>(null);
  const { trials, conditions } = document;
  const changeTrial = (id: string, change: Partial<StudyTrial>): void =>
    onChange({
      ...document,
      trials: trials.map((trial) => (trial.id === id ? { ...trial, ...change } : trial)),
    });
  const addTrial = (): void => {
    const id = freeId('t', trials);
    const name = w.newTrial(trials.length + 1);
    const trial: StudyTrial = { id, name, isTraining: false, reference: null, sources: {}, excerpt: null };
    onChange({ ...document, trials: [...trials, trial] });
  };
  const addCondition = (): void => {
    const condition = { id: freeId('c', conditions), name: w.newCondition(conditions.length + 1) };
    onChange({ ...document, conditions: [...conditions, condition] });
  };
  const removeCondition = (id: string): void =>
    onChange({
      ...document,
      conditions: conditions.filter((condition) => condition.id !== id),
      trials: trials.map((trial) => ({
        ...trial,
        sources: Object.fromEntries(Object.entries(trial.sources).filter(([key]) => key !== id)),
      })),
    });
  const setSource = ({ trialId, conditionId }: Cell, source: StudySource | null): void => {
    const trial = trials.find(({ id }) => id === trialId);
    if (trial === undefined) return;
    if (conditionId === null) return changeTrial(trialId, { reference: source });
    const others = Object.fromEntries(Object.entries(trial.sources).filter(([key]) => key !== conditionId));
    changeTrial(trialId, { sources: source === null ? others : { ...others, [conditionId]: source } });
  };
  const nameOf = ({ conditionId }: Cell): string =>
    conditions.find(({ id }) => id === conditionId)?.name ?? w.reference;
  const sourceIn = ({ trialId, conditionId }: Cell): StudySource | null => {
    const trial = trials.find(({ id }) => id === trialId);
    return (conditionId === null ? trial?.reference : trial?.sources[conditionId]) ?? null;
  };
  const button = (at: Cell, trial: StudyTrial) => {
    const source = sourceIn(at);
    return (
      <button
        type="button"
        className="studies-source ellipsis"
        data-empty={source === null || undefined}
        aria-label={
          source === null
            ? w.chooseFor(nameOf(at), trial.name)
            : w.changeFor(nameOf(at), trial.name, source.label)
        }
        onClick={() => setCell(at)}
      >
        {source?.label ?? w.choose}
      </button>
    );
  };
  return (
    <>
      <div className="studies-scroll" role="group" aria-label={w.table} tabIndex={0}>
        <table className="studies-table">
          <thead>
            <tr>
              <th scope="col">{w.trial}</th>
              <th scope="col">{w.from}</th>
              <th scope="col">{w.to}</th>
              <th scope="col" title={w.trainingHint}>
                {w.training}
              </th>
              <th scope="col">{w.reference}</th>
              {conditions.map(({ id, name }, index) => (
                <th key={id} scope="col">
                  <span className="studies-condition">
                    <NameInput
                      label={w.conditionName(index + 1)}
                      value={name}
                      onChange={(value) =>
                        onChange({
                          ...document,
                          conditions: conditions.map((old) => (old.id === id ? { id, name: value } : old)),
                        })
                      }
                    />
                    <IconButton label={w.removeNamed(name)} size="sm" onClick={() => removeCondition(id)}>
                      <X size={13} aria-hidden="true" />
                    </IconButton>
                  </span>
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {trials.map((trial, index) => (
              <tr key={trial.id}>
                <th scope="row">
                  <NameInput
                    label={w.trialName(index + 1)}
                    value={trial.name}
                    onChange={(name) => changeTrial(trial.id, { name })}
                  />
                </th>
                <ExcerptCells trial={trial} onChange={(excerpt) => changeTrial(trial.id, { excerpt })} />
                <td>
                  <input
                    type="checkbox"
                    aria-label={w.trainingOf(trial.name)}
                    checked={trial.isTraining}
                    onChange={(event) => changeTrial(trial.id, { isTraining: event.target.checked })}
                  />
                </td>
                <td>{button({ trialId: trial.id, conditionId: null }, trial)}</td>
                {conditions.map(({ id }) => (
                  <td key={id}>{button({ trialId: trial.id, conditionId: id }, trial)}</td>
                ))}
                <td>
                  <IconButton
                    label={w.removeNamed(trial.name)}
                    size="sm"
                    onClick={() =>
                      onChange({ ...document, trials: trials.filter(({ id }) => id !== trial.id) })
                    }
                  >
                    <X size={13} aria-hidden="true" />
                  </IconButton>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {trials.length === 0 && <p className="soft studies-hint">{w.noTrials}</p>}
      </div>
      <div className="studies-actions">
        <Button
          size="sm"
          icon={<Plus size={14} aria-hidden="true" />}
          disabled={trials.length >= STUDY_LIMITS.trials}
          onClick={addTrial}
        >
          {w.addTrial}
        </Button>
        <Button
          size="sm"
          icon={<Plus size={14} aria-hidden="true" />}
          disabled={conditions.length >= STUDY_LIMITS.conditions}
          onClick={addCondition}
        >
          {w.addCondition}
        </Button>
      </div>
      {cell !== null && (
        <SourceDialog
          title={w.sourceTitle(nameOf(cell), trials.find(({ id }) => id === cell.trialId)?.name ?? '')}
          isChosen={sourceIn(cell) !== null}
          onChoose={(source) => {
            setSource(cell, source);
            setCell(null);
          }}
          onClose={() => setCell(null)}
        />
      )}
    </>
  );
}

interface NameProps {
  readonly label: string;
  readonly value: string;
  onChange: (value: string) => void;
}

/** A name is never empty, so an emptied field only shows that until it is left. */
function NameInput({ label, value, onChange }: NameProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      className="input studies-input"
      aria-label={label}
      maxLength={200}
      value={typed ?? value}
      onChange={(event) => {
        setTyped(event.target.value);
        if (event.target.value.trim() !== '') onChange(event.target.value.trim());
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

interface ExcerptProps {
  readonly trial: StudyTrial;
  onChange: (excerpt: StudyTrial['excerpt']) => void;
}

const WHOLE_SECONDS = 10;

function ExcerptCells({ trial, onChange }: ExcerptProps) {
  const w = words().studies;
  const { excerpt } = trial;
  const set = (fromSeconds: number, toSeconds: number | null): void => {
    if (!Number.isFinite(fromSeconds) || fromSeconds < 0) return;
    if (toSeconds === null && fromSeconds === 0) return onChange(null);
    const end = toSeconds ?? fromSeconds + WHOLE_SECONDS;
    onChange({ fromSeconds, toSeconds: Math.max(end, fromSeconds + 0.5) });
  };
  const field = (label: string, value: number | undefined, commit: (text: string) => void) => (
    <td>
      <input
        key={value ?? 'whole'}
        className="input studies-number"
        type="number"
        min={0}
        step="any"
        aria-label={label}
        defaultValue={value ?? ''}
        onBlur={(event) => {
          if (event.target.value !== String(value ?? '')) commit(event.target.value);
        }}
      />
    </td>
  );
  return (
    <>
      {field(w.fromOf(trial.name), excerpt?.fromSeconds, (text) =>
        set(Number(text), excerpt?.toSeconds ?? null),
      )}
      {field(w.toOf(trial.name), excerpt?.toSeconds, (text) =>
        set(excerpt?.fromSeconds ?? 0, text === '' ? null : Number(text)),
      )}
    </>
  );
}
