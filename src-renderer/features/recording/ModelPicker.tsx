import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import { describeFailure } from '../../api/messages.ts';
import { figureSentence, limitSentences, listenSentence, speedSentence } from '../../ui/model-words.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly models: readonly ModelInfo[];
  readonly value: string | null;
  /** By model: seconds of work per second of audio on this machine; null until they are known. */
  readonly speeds: Readonly<Record<string, number>> | null;
  /** How many players will be separated: the figure shown is for that many. */
  readonly players: number;
  readonly disabled: boolean;
  onChange: (modelId: string) => void;
}

/** The separation models, the default first, with what they are good at and what they can't do. */
export function ModelPicker({ models, value, speeds, players, disabled, onChange }: Props) {
  return (
    <fieldset className="field" disabled={disabled}>
      <legend className="field-label">{words().recording.model}</legend>
      <div className="choices">
        {models
          .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
          .map((model) => (
            <label key={model.id} className="choice" data-disabled={model.problem !== null || undefined}>
              <input
                type="radio"
                name="separation-model"
                value={model.id}
                checked={model.id === value}
                disabled={model.problem !== null}
                aria-labelledby={`model-${model.id}`}
                aria-describedby={`model-${model.id}-words`}
                onChange={() => onChange(model.id)}
              />
              <span>
                <span id={`model-${model.id}`} className="choice-label">
                  {model.title}
                  {model.origin === 'added' && <span className="tag">{words().recording.unverified}</span>}
                </span>
                {model.problem === null ? (
                  <span id={`model-${model.id}-words`}>
                    <span className="choice-detail">
                      {players > 0 ? figureSentence(model, players) : words().recording.namePlayers}
                    </span>
                    {speeds !== null && (
                      <span className="choice-detail">{speedSentence(speeds[model.id])}</span>
                    )}
                    <span className="choice-detail">{listenSentence(model, speeds?.[model.id])}</span>
                    {model.id === value && (
                      <span className="choice-detail">{limitSentences(model).join(' ')}</span>
                    )}
                  </span>
                ) : (
                  <span id={`model-${model.id}-words`} className="choice-detail choice-problem">
                    {describeFailure(model.problem).title}
                  </span>
                )}
              </span>
            </label>
          ))}
      </div>
    </fieldset>
  );
}
