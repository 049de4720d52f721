import { Note } from '../../../ui/feedback.tsx';
import type { AbxScore, Preferences as Found } from '../../../../src-shared/studies/results/schema.ts';
import { words } from '../../../words/words.ts';
import { ownName } from '../sound-names.ts';
import { pText, Table } from './Table.tsx';

export function Abx({ scores }: { readonly scores: readonly AbxScore[] }) {
  const w = words().studies;
  return (
    <section className="studies-section" aria-label={w.kinds.abx}>
      <p className="soft small">{w.abxText}</p>
      <Table
        label={w.kinds.abx}
        columns={[w.condition, w.listener, w.correct, w.p]}
        rows={scores.map(({ key, name, listener, correct, n, p }) => ({
          key: `${key} ${listener ?? ''}`,
          cells: [name, listener ?? w.everybody, w.correctOf(correct, n), pText(p)],
        }))}
      />
    </section>
  );
}

export function Preferences({ preferences }: { readonly preferences: Found }) {
  const w = words().studies;
  const items = [...preferences.items].sort((a, b) => b.worth - a.worth);
  return (
    <section className="studies-section" aria-label={w.preferences}>
      <p className="soft small">{w.preferencesText}</p>
      {preferences.isSmoothed && <Note tone="warning">{w.smoothed}</Note>}
      <Table
        label={w.preferences}
        columns={[w.condition, w.worth, w.wins]}
        rows={items.map(({ key, name, worth, wins, n }) => ({
          key,
          cells: [
            ownName(key) ?? name,
            <span key="worth" className="studies-worth">
              <meter aria-label={w.worth} min={0} max={1} value={worth} /> {worth.toFixed(3)}
            </span>,
            w.correctOf(wins, n),
          ],
        }))}
      />
      <p className="soft small">{w.comparisons(preferences.comparisons)}</p>
    </section>
  );
}
