import { useState } from 'react';
import type { Balance } from '../../../../src-shared/contract/balances.ts';
import { LONGEST_TRACK_NAME } from '../../../../src-shared/project/limits.ts';
import { useAction } from '../../../api/hooks.ts';
import { describeFailure } from '../../../api/messages.ts';
import { Button } from '../../../ui/Button.tsx';
import { FailureNote } from '../../../ui/feedback.tsx';
import { Select } from '../../../ui/fields.tsx';
import { NameDialog } from '../../../ui/NameDialog.tsx';
import { words } from '../../../words/words.ts';

interface Props {
  readonly balances: readonly Balance[];
  readonly current: Balance['gains'];
  onUse: (balance: Balance) => void;
  onSave: (balance: Balance) => Promise<void>;
  onRemove: (name: string) => Promise<void>;
}

const NONE = '';

/** Balances kept under names: one is chosen and used, the present one is kept, or the chosen one is removed. */
export function Balances({ balances, current, onUse, onSave, onRemove }: Props) {
  const [chosen, setChosen] = useState(NONE);
  const [name, setName] = useState<string | null>(null);
  const save = useAction(async (balance: Balance) => {
    await onSave(balance);
    setName(null);
    setChosen(balance.name);
  });
  const remove = useAction(async (removed: string) => {
    await onRemove(removed);
    setChosen(NONE);
  });
  const text = words().rebalance;
  const known = balances.some((balance) => balance.name === chosen) ? chosen : NONE;
  const use = (wanted: string): void => {
    setChosen(wanted);
    const balance = balances.find((candidate) => candidate.name === wanted);
    if (balance !== undefined) onUse(balance);
  };
  return (
    <div className="rebalance-balances">
      <Select
        label={text.balances}
        hideLabel
        size="sm"
        value={known}
        options={[
          { value: NONE, label: balances.length === 0 ? text.noBalances : text.chooseBalance },
          ...balances.map((balance) => ({ value: balance.name, label: balance.name })),
        ]}
        onChange={use}
      />
      <Button size="sm" onClick={() => setName(known)}>
        {text.keep}
      </Button>
      {known !== NONE && (
        <Button size="sm" variant="quiet" busy={remove.busy} onClick={() => remove.run(known)}>
          {text.remove(known)}
        </Button>
      )}
      {remove.error !== null && <FailureNote {...describeFailure(remove.error)} />}
      {name !== null && (
        <NameDialog
          title={text.keepTitle}
          label={text.name}
          value={name}
          onChange={setName}
          problem={name.trim() === '' ? text.nameMissing : null}
          hint={balances.some((balance) => balance.name === name.trim()) ? text.replaces : undefined}
          maxLength={LONGEST_TRACK_NAME}
          action={text.save}
          busy={save.busy}
          failure={save.error === null ? null : describeFailure(save.error)}
          onSubmit={() => save.run({ name: name.trim(), gains: current })}
          onClose={() => setName(null)}
        />
      )}
    </div>
  );
}
