import { useId } from 'react';
import type { StudyDocument } from '../../../../src-shared/studies/study.ts';
import { Check } from '../../../ui/Check.tsx';
import { TextField } from '../../../ui/fields.tsx';
import { words } from '../../../words/words.ts';

interface Props {
  readonly document: StudyDocument;
  onChange: (document: StudyDocument) => void;
}

type Flag =
  | 'levelMatch'
  | 'hiddenReference'
  | 'requireHundred'
  | 'allowTie'
  | 'shuffleTrials'
  | 'shuffleConditions'
  | 'loop';

export function SettingsSection({ document, onChange }: Props) {
  const w = words().studies;
  const id = useId();
  const { kind, anchors } = document;
  const flag = (key: Flag, label: string, detail?: string) => (
    <Check
      label={label}
      detail={detail}
      checked={document[key]}
      onChange={(value) => onChange({ ...document, [key]: value })}
    />
  );
  const whole = (text: string, least: number, most: number): number | null =>
    /^\d{1,3}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : null;
  return (
    <section className="studies-section" aria-labelledby={id}>
      <h2 id={id}>{w.settings}</h2>
      <div className="studies-settings">
        {flag('levelMatch', w.levelMatch, w.levelMatchText)}
        {kind !== 'abx' && flag('hiddenReference', w.hiddenReference, w.hiddenReferenceText)}
        {kind === 'mushra' && (
          <>
            <Check
              label={w.anchor35}
              detail={w.anchorText}
              checked={anchors.low35}
              onChange={(low35) => onChange({ ...document, anchors: { ...anchors, low35 } })}
            />
            <Check
              label={w.anchor70}
              detail={w.anchorText}
              checked={anchors.mid70}
              onChange={(mid70) => onChange({ ...document, anchors: { ...anchors, mid70 } })}
            />
            {flag('requireHundred', w.requireHundred, w.requireHundredText)}
          </>
        )}
        {kind === 'paired' && flag('allowTie', w.allowTie)}
        {flag('shuffleTrials', w.shuffleTrials)}
        {flag('shuffleConditions', w.shuffleConditions)}
        {flag('loop', w.loop, w.loopText)}
      </div>
      <div className="studies-numbers">
        {kind !== 'mushra' && (
          <TextField
            label={w.repetitions}
            type="number"
            min={1}
            max={50}
            value={String(document.repetitions)}
            onChange={(text) => {
              const repetitions = whole(text, 1, 50);
              if (repetitions !== null) onChange({ ...document, repetitions });
            }}
          />
        )}
        <TextField
          label={w.breakEvery}
          type="number"
          min={0}
          max={200}
          value={String(document.breakEvery ?? 0)}
          onChange={(text) => {
            const every = whole(text, 0, 200);
            if (every !== null) onChange({ ...document, breakEvery: every === 0 ? null : every });
          }}
        />
      </div>
    </section>
  );
}
