import { ChartNoAxesColumn, Download } from 'lucide-react';
import { useState } from 'react';
import type { StudyId } from '../../../../src-shared/project/ids.ts';
import type { StudyResults } from '../../../../src-shared/studies/results/schema.ts';
import { api } from '../../../api/client.ts';
import { downloadAll } from '../../../api/downloads.ts';
import { useAction } from '../../../api/hooks.ts';
import { describeFailure } from '../../../api/messages.ts';
import { useCapabilities } from '../../../api/store.ts';
import { useStudyData } from '../../../api/studies.ts';
import { Button } from '../../../ui/Button.tsx';
import { Check } from '../../../ui/Check.tsx';
import { EmptyState, FailureNote, Note } from '../../../ui/feedback.tsx';
import { useNotify } from '../../../ui/notify.ts';
import { words } from '../../../words/words.ts';
import { Abx, Preferences } from './Comparisons.tsx';
import { RatingsSection } from './RatingsSection.tsx';
import { Screening } from './Screening.tsx';

/** What participants answered, as the answers come in. */
export function ResultsTab({ studyId }: { readonly studyId: StudyId }) {
  const w = words().studies;
  const downloads = useCapabilities()?.download ?? false;
  const notify = useNotify();
  const results = useStudyData('results', studyId, (signal) => api.studies.results({ studyId }, { signal }));
  const save = useAction(async (format: 'csv' | 'json') => {
    const file = await api.studies.export({ studyId, format });
    if (downloads) await downloadAll([file]);
    else notify({ tone: 'success', title: w.exported, text: file.path ?? file.name });
  });
  const { data } = results;
  const error = results.error ?? save.error;
  return (
    <section className="studies-section" aria-label={w.tabs.results}>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {data?.listeners === 0 && (
        <EmptyState
          icon={<ChartNoAxesColumn size={36} strokeWidth={1.4} aria-hidden="true" />}
          title={w.noResults}
        >
          {w.noResultsText}
        </EmptyState>
      )}
      {data !== null && data.listeners > 0 && (
        <>
          <div className="studies-actions">
            <p className="studies-basis">{w.basis(data.listeners)}</p>
            {(['csv', 'json'] as const).map((format) => (
              <Button
                key={format}
                icon={<Download size={15} aria-hidden="true" />}
                busy={save.busy}
                onClick={() => save.run(format)}
              >
                {format === 'csv' ? w.exportCsv : w.exportJson}
              </Button>
            ))}
          </div>
          {data.revisions.length > 1 && (
            <Note tone="warning">{w.mixedVersions(data.revisions.join(', '))}</Note>
          )}
          <Figures results={data} />
        </>
      )}
    </section>
  );
}

function Figures({ results }: { readonly results: StudyResults }) {
  const w = words().studies;
  const [isScreened, setScreened] = useState(true);
  if (results.ratings !== null) {
    const ratings = isScreened ? results.ratings.screened : results.ratings.all;
    return (
      <>
        <Screening listeners={results.screening} />
        <Check label={w.leaveOut} checked={isScreened} onChange={setScreened} />
        {ratings.listeners === 0 ? <Note>{w.nobodyLeft}</Note> : <RatingsSection ratings={ratings} />}
      </>
    );
  }
  if (results.abx !== null) return <Abx scores={results.abx} />;
  return results.preferences === null ? null : <Preferences preferences={results.preferences} />;
}
