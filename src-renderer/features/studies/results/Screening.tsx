import { useId } from 'react';
import type { ScreenedListener } from '../../../../src-shared/studies/results/schema.ts';
import { words } from '../../../words/words.ts';
import { Table } from './Table.tsx';

const share = (value: number | null): string => (value === null ? '–' : `${Math.round(100 * value)} %`);

/** Whom the recommendation's post-screening leaves out, and why. */
export function Screening({ listeners }: { readonly listeners: readonly ScreenedListener[] }) {
  const w = words().studies;
  const id = useId();
  return (
    <section className="studies-section" aria-labelledby={id}>
      <h2 id={id}>{w.screening}</h2>
      <p className="soft small">{w.screeningText}</p>
      <Table
        label={w.screening}
        columns={[w.listener, w.hiddenBelow, w.anchorAbove, w.verdict]}
        rows={listeners.map(({ label, hiddenBelow90, anchorAbove90, excluded }) => ({
          key: label,
          cells: [
            label,
            share(hiddenBelow90),
            share(anchorAbove90),
            excluded === null ? w.kept : w.excluded[excluded],
          ],
        }))}
      />
    </section>
  );
}
