import { Ear, Library, Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { EarTreatment } from '../../../../src-shared/project/fitting.ts';
import {
  STUDY_LIMITS,
  type StudyDocument,
  type StudySource,
  type StudyTrial,
} from '../../../../src-shared/studies/study.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { words } from '../../../words/words.ts';
import { freeId } from './free-id.ts';
import { LibraryConditionsDialog } from './LibraryConditionsDialog.tsx';
import { ExcerptCells, NameInput } from './table-cells.tsx';
import { SourceDialog } from './SourceDialog.tsx';
import { TreatmentDialog } from './TreatmentDialog.tsx';
import { treatmentName } from './treatment-name.ts';

interface Props {
  readonly document: StudyDocument;
  onChange: (document: StudyDocument) => void;
}

/** No condition's id: those have no colon. */
const REFERENCE = 'ref:';

/** Null for the reference. */
interface Cell {
  readonly trialId: string;
  readonly conditionId: string | null;
}

/** Trials as rows, the reference and the conditions as columns. */
export function TrialTable({ document, onChange }: Props) {
  const w = words().studies;
  const [cell, setCell] = useState<Cell | null>(null);
  const [adding, setAdding] = useState(false);
  /** Whose treatment is being chosen: a condition's id, or the reference's. */
  const [treated, setTreated] = useState<string | null>(null);
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
    const id = freeId('c', conditions);
    const condition = { id, name: w.newCondition(conditions.length + 1), treatment: null };
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
  const setTreatment = (key: string, treatment: EarTreatment | null): void =>
    onChange(
      key === REFERENCE
        ? { ...document, referenceTreatment: treatment }
        : {
            ...document,
            conditions: conditions.map((old) => (old.id === key ? { ...old, treatment } : old)),
          },
    );
  const nameOf = ({ conditionId }: Cell): string =>
    conditions.find(({ id }) => id === conditionId)?.name ?? w.reference;
  const sourceIn = ({ trialId, conditionId }: Cell): StudySource | null => {
    const trial = trials.find(({ id }) => id === trialId);
    return (conditionId === null ? trial?.reference : trial?.sources[conditionId]) ?? null;
  };
  const treatmentAt = (key: string) =>
    key === REFERENCE
      ? document.referenceTreatment
      : (conditions.find(({ id }) => id === key)?.treatment ?? null);
  const treatmentButton = (key: string, name: string) => (
    <button
      type="button"
      className="studies-ears"
      aria-label={w.treatmentOf(name, treatmentName(treatmentAt(key)))}
      onClick={() => setTreated(key)}
    >
      <Ear size={13} aria-hidden="true" />
      <span>{treatmentName(treatmentAt(key))}</span>
    </button>
  );
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
              <th scope="col">
                {w.reference}
                {treatmentButton(REFERENCE, w.reference)}
              </th>
              {conditions.map(({ id, name }, index) => (
                <th key={id} scope="col">
                  <span className="studies-condition">
                    <NameInput
                      label={w.conditionName(index + 1)}
                      value={name}
                      onChange={(value) =>
                        onChange({
                          ...document,
                          conditions: conditions.map((old) =>
                            old.id === id ? { ...old, name: value } : old,
                          ),
                        })
                      }
                    />
                    <IconButton label={w.removeNamed(name)} size="sm" onClick={() => removeCondition(id)}>
                      <X size={13} aria-hidden="true" />
                    </IconButton>
                  </span>
                  {treatmentButton(id, name)}
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
        <Button size="sm" icon={<Library size={14} aria-hidden="true" />} onClick={() => setAdding(true)}>
          {w.fromLibraryButton}
        </Button>
      </div>
      {adding && (
        <LibraryConditionsDialog document={document} onChange={onChange} onClose={() => setAdding(false)} />
      )}
      {treated !== null && (
        <TreatmentDialog
          name={conditions.find(({ id }) => id === treated)?.name ?? w.reference}
          treatment={treatmentAt(treated)}
          onChoose={(treatment) => {
            setTreatment(treated, treatment);
            setTreated(null);
          }}
          onClose={() => setTreated(null)}
        />
      )}
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
