import { useState, useSyncExternalStore } from 'react';
import type { Balance } from '../../../../src-shared/contract/balances.ts';
import { isFailure } from '../../../../src-shared/contract/failure.ts';
import { leadDb, leadGains, offsetDb, partsOf, type Part } from '../../../../src-shared/mixing/balance.ts';
import type { ParameterSpec } from '../../../../src-shared/mixing/processors/types.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { rebalanced, type InstrumentGain } from '../../../../src-shared/mixing/rebalance.ts';
import { describeFailure } from '../../../api/messages.ts';
import type { DocumentStore } from '../../../document/store.ts';
import { Button } from '../../../ui/Button.tsx';
import { FailureNote } from '../../../ui/feedback.tsx';
import { Select } from '../../../ui/fields.tsx';
import { Slider } from '../../../ui/Slider.tsx';
import { words } from '../../../words/words.ts';
import { Balances } from './Balances.tsx';
import './rebalance.css';

interface Props {
  readonly store: DocumentStore;
  readonly balances: readonly Balance[];
  onSave: (balance: Balance) => Promise<void>;
  onRemove: (name: string) => Promise<void>;
}

const REACH_DB = 12;

/** Instruments made louder or softer than they were when the panel was opened, and the lead against the others. */
export function RebalancePanel({ store, balances, onSave, onRemove }: Props) {
  const { document } = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const [start, setStart] = useState(document);
  const [leadName, setLeadName] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const text = words().rebalance;
  const parts = partsOf(document);
  const lead = parts.find(({ name }) => name === leadName) ?? parts[0];
  const offsetsIn = (now: ProjectDocument): ReadonlyMap<string, number> =>
    new Map(parts.map((part) => [part.name, offsetDb(part, start, now)]));
  const offsets = offsetsIn(document);
  /** A control may tell one change twice before the window is drawn again, so changes start from the document. */
  const offsetsNow = (): ReadonlyMap<string, number> => offsetsIn(store.getSnapshot().document);
  const apply = (gains: readonly InstrumentGain[]): void => {
    const changes = gains.filter(({ gainDb }) => gainDb !== 0);
    if (changes.length === 0) return;
    try {
      rebalanced(store.getSnapshot().document, changes);
    } catch (failure) {
      if (!isFailure(failure)) throw failure;
      return setError(failure);
    }
    setError(null);
    store.apply({ type: 'rebalance', gains: changes });
  };
  const onGesture = (phase: 'start' | 'end'): void => {
    if (phase === 'start') store.begin('rebalance');
    else store.end();
  };
  const toOffsets = (wanted: readonly InstrumentGain[]): void => {
    const now = offsetsNow();
    const known = wanted.filter(({ name }) => now.has(name));
    apply(known.map(({ name, gainDb }) => ({ name, gainDb: gainDb - (now.get(name) ?? 0) })));
  };
  const current = parts.map(({ name }) => ({ name, gainDb: offsets.get(name) ?? 0 }));
  return (
    <section className="processor master-panel rebalance" aria-label={text.title}>
      <header className="processor-header">
        <h2>{text.title}</h2>
        <Balances
          balances={balances}
          current={current}
          onUse={({ gains }) => toOffsets(gains)}
          onSave={onSave}
          onRemove={onRemove}
        />
      </header>
      <div className="master-panel-body">
        <p className="soft small">{text.lead}</p>
        {error !== null && <FailureNote {...describeFailure(error)} />}
        {lead !== undefined && parts.length > 1 && (
          <div className="rebalance-lead">
            <Select
              label={text.leadPart}
              size="sm"
              value={lead.name}
              options={parts.map((part) => ({ value: part.name, label: titleOf(part) }))}
              onChange={setLeadName}
            />
            <Slider
              spec={specOf('lead', text.against, 2 * REACH_DB)}
              label={text.againstOf(titleOf(lead))}
              value={leadDb(lead, offsets)}
              showLabel
              onChange={(db) => apply(leadGains(lead, parts, db - leadDb(lead, offsetsNow())))}
              onGesture={onGesture}
            />
          </div>
        )}
        <div className="rebalance-parts">
          {parts.map((part) => (
            <Slider
              key={part.name}
              spec={specOf(part.name, titleOf(part), REACH_DB)}
              label={text.gainOf(titleOf(part))}
              value={offsets.get(part.name) ?? 0}
              showLabel
              onChange={(db) => toOffsets([{ name: part.name, gainDb: db }])}
              onGesture={onGesture}
            />
          ))}
        </div>
        <div className="rebalance-actions">
          <Button size="sm" onClick={() => toOffsets(parts.map(({ name }) => ({ name, gainDb: 0 })))}>
            {text.reset}
          </Button>
          <Button size="sm" variant="quiet" onClick={() => setStart(document)}>
            {text.startHere}
          </Button>
        </div>
      </div>
    </section>
  );
}

const specOf = (id: string, label: string, reachDb: number): ParameterSpec => ({
  id,
  label,
  unit: 'dB',
  min: -reachDb,
  max: reachDb,
  taper: 'linear',
  default: 0,
});

/** A single track has its own name. */
const titleOf = ({ instrument, title, trackIds }: Part): string =>
  instrument === null || trackIds.length === 1 ? title : words().instruments.title(instrument);
