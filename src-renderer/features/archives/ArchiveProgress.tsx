import type { ArchivePhase } from '../../../src-shared/contract/archives.ts';
import { ProgressBar } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly label: string;
  readonly step: {
    readonly progress: number;
    readonly phase: ArchivePhase;
    readonly secondsLeft: number | null;
  } | null;
}

export function ArchiveProgress({ label, step }: Props) {
  return (
    <ProgressBar
      label={label}
      value={step?.progress ?? 0}
      phase={step === null ? '' : words().archives.phases[step.phase]}
      secondsLeft={step?.secondsLeft ?? null}
    />
  );
}

interface StayedProps {
  readonly title: string;
  readonly items: readonly { readonly item: string; readonly reason: string }[];
}

/** Most lines; an archive may leave thousands. */
const SHOWN = 20;

/** What was left behind, and why; nothing where there is none. */
export function Stayed({ title, items }: StayedProps) {
  if (items.length === 0) return null;
  return (
    <div className="archive-stayed">
      <p>{title}</p>
      <ul className="small soft">
        {items.slice(0, SHOWN).map(({ item, reason }) => (
          <li key={item}>{words().archives.item(item, reason)}</li>
        ))}
        {items.length > SHOWN && <li>…</li>}
      </ul>
    </div>
  );
}
