import { Check } from '../../ui/Check.tsx';
import { Segmented, Select, TextField } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';
import { playersOf, type BatchChoices } from './batch-choices.ts';

const CONFIDENCES = ['0.5', '0.6', '0.7', '0.8', '0.9', '0.95'] as const;

interface Props {
  readonly choices: BatchChoices;
  /** The list says "heard" for some file. */
  readonly listHears: boolean;
  onChange: (change: Partial<BatchChoices>) => void;
}

/** What the batch does with its files. */
export function BatchOptions({ choices, listHears, onChange }: Props) {
  const text = words().batch;
  const { problem } = playersOf(choices);
  return (
    <section className="batch-options">
      <h2>{text.options}</h2>
      <Segmented<BatchChoices['what']>
        label={text.options}
        hideLabel
        value={choices.what}
        options={[
          { value: 'separate', label: text.separate },
          { value: 'import', label: text.importOnly },
        ]}
        onChange={(what) => onChange({ what })}
      />
      <Segmented<BatchChoices['who']>
        label={text.who}
        value={choices.who}
        options={[
          { value: 'heard', label: text.whoHeard },
          { value: 'these', label: text.whoThese },
          { value: 'nobody', label: text.whoNobody },
        ]}
        onChange={(who) => onChange({ who })}
      />
      {choices.who === 'these' && (
        <TextField
          label={text.players}
          hint={text.playersHint}
          value={choices.players}
          error={choices.players === '' ? null : problem}
          onChange={(players) => onChange({ players })}
        />
      )}
      {(choices.who === 'heard' || listHears) && (
        <Select
          label={text.confidence}
          value={String(choices.confidence)}
          options={CONFIDENCES.map((value) => ({
            value,
            label: words().common.percent(Math.round(Number(value) * 100)),
          }))}
          onChange={(confidence) => onChange({ confidence: Number(confidence) })}
        />
      )}
      {choices.what === 'separate' && (
        <Check
          label={text.force}
          detail={text.forceDetail}
          checked={choices.force}
          onChange={(force) => onChange({ force })}
        />
      )}
    </section>
  );
}
