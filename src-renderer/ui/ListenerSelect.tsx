import { isSameHearing, type Hearing, type NamedHearing } from '../../src-shared/hearing/audiogram.ts';
import { isStandard, standardHearing, STANDARD_NAMES } from '../../src-shared/hearing/standard-audiograms.ts';
import { words } from '../words/words.ts';
import { Select } from './fields.tsx';

interface Props {
  /** Whose hearing is chosen, by value. */
  readonly chosen: { readonly listener: string; readonly hearing: Hearing } | null;
  /** The library's own listeners. */
  readonly listeners: readonly NamedHearing[];
  onChoose: (chosen: { listener: string; hearing: Hearing } | null) => void;
}

const NONE = 'none';
/** What is chosen in the list where the listener has changed or is gone since. */
const KEPT = 'kept';
const STANDARD = 'standard ';
const OWN = 'own ';

/** Chooses a listener: one of the library's, or a standard audiogram for both ears. */
export function ListenerSelect({ chosen, listeners, onChoose }: Props) {
  const text = words().fitting;
  const value = valueOf(chosen, listeners);
  return (
    <Select
      label={text.listener}
      size="sm"
      value={value}
      options={[
        { value: NONE, label: text.none },
        ...(value === KEPT ? [{ value: KEPT, label: text.kept(chosen?.listener ?? '') }] : []),
        ...listeners.map(({ name }) => ({ value: OWN + name, label: name })),
        ...STANDARD_NAMES.map((name) => ({ value: STANDARD + name, label: text.standard(name) })),
      ]}
      onChange={(next) => {
        if (next === NONE) onChoose(null);
        else if (next !== KEPT) onChoose(listenerOf(next, listeners));
      }}
    />
  );
}

function listenerOf(value: string, listeners: readonly NamedHearing[]) {
  const standard = value.slice(STANDARD.length);
  if (value.startsWith(STANDARD) && isStandard(standard)) {
    return { listener: standard, hearing: standardHearing(standard) };
  }
  const own = listeners.find(({ name }) => OWN + name === value);
  if (own === undefined) throw new Error(`no listener ${value}`);
  return { listener: own.name, hearing: own.hearing };
}

function valueOf(chosen: Props['chosen'], listeners: readonly NamedHearing[]): string {
  if (chosen === null) return NONE;
  const { listener, hearing } = chosen;
  const own = listeners.find(({ name }) => name === listener);
  if (own !== undefined && isSameHearing(own.hearing, hearing)) return OWN + listener;
  if (!isStandard(listener)) return KEPT;
  return isSameHearing(hearing, standardHearing(listener)) ? STANDARD + listener : KEPT;
}
