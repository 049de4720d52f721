import { useId } from 'react';
import type { ConditionRatings, Ratings } from '../../../../src-shared/studies/results/schema.ts';
import { words } from '../../../words/words.ts';
import { ownName } from '../sound-names.ts';
import { BoxPlot } from './BoxPlot.tsx';
import { pText, Table, withSign } from './Table.tsx';

const intervalOf = ({ mean, ci95 }: ConditionRatings): string =>
  ci95 === null ? '–' : `${Math.max(0, mean - ci95).toFixed(1)}–${Math.min(100, mean + ci95).toFixed(1)}`;

/** Box plots, the figures behind them, and the tests. */
export function RatingsSection({ ratings }: { readonly ratings: Ratings }) {
  const w = words().studies;
  const id = useId();
  const conditions = ratings.conditions.map((condition) => ({
    ...condition,
    name: ownName(condition.key) ?? condition.name,
  }));
  const nameOf = (key: string): string => conditions.find((condition) => condition.key === key)?.name ?? key;
  const { friedman, anova, pairs } = ratings;
  return (
    <>
      <section className="studies-section" aria-labelledby={`${id}-ratings`}>
        <h2 id={`${id}-ratings`}>{w.ratings}</h2>
        <p className="soft small">{w.ratingsText}</p>
        <BoxPlot conditions={conditions} />
        <Table
          label={w.ratings}
          columns={[w.condition, w.n, w.median, w.iqr, w.mean, w.ci]}
          rows={conditions.map((condition) => ({
            key: condition.key,
            cells: [
              condition.name,
              condition.n,
              condition.median.toFixed(1),
              `${(condition.q3 - condition.q1).toFixed(1)} (${condition.q1.toFixed(1)}–${condition.q3.toFixed(1)})`,
              condition.mean.toFixed(1),
              intervalOf(condition),
            ],
          }))}
        />
      </section>
      <section className="studies-section" aria-labelledby={`${id}-tests`}>
        <h2 id={`${id}-tests`}>{w.tests}</h2>
        <p>
          {friedman === null
            ? w.noFriedman
            : w.friedman(
                friedman.chiSquared.toFixed(2),
                friedman.degrees,
                withSign(friedman.p),
                friedman.concordance.toFixed(2),
                friedman.blocks,
              )}
        </p>
        <p>
          {anova === null
            ? w.noAnova
            : `${w.anova(anova.f.toFixed(2), anova.degrees.join(', '), anova.etaSquared.toFixed(2))}; ${w.anovaCorrected(
                anova.huynhFeldt.toFixed(2),
                withSign(anova.pHuynhFeldt),
                anova.epsilon.toFixed(2),
                withSign(anova.p),
              )}`}
        </p>
        <p className="soft small">{w.anovaText}</p>
        <p className="soft small">{w.pairsText}</p>
        {pairs.length > 0 && (
          <Table
            label={w.tests}
            columns={[w.pair, w.n, w.w, w.effect, w.p, w.pHolm]}
            rows={pairs.map((pair) => ({
              key: `${pair.a} ${pair.b}`,
              cells: [
                `${nameOf(pair.a)} – ${nameOf(pair.b)}`,
                pair.n,
                pair.w,
                pair.effect.toFixed(2),
                `${pText(pair.p)} (${pair.isExact ? w.exact : w.approximate})`,
                pText(pair.pHolm),
              ],
            }))}
          />
        )}
      </section>
    </>
  );
}
