import { useId, useState } from 'react';
import type { PreparedStudy } from '../../../../src-shared/contract/studies.ts';
import type { JobId } from '../../../../src-shared/project/ids.ts';
import { problemsOf } from '../../../../src-shared/studies/plan.ts';
import type { StudyDocument } from '../../../../src-shared/studies/study.ts';
import { api } from '../../../api/client.ts';
import { useAction } from '../../../api/hooks.ts';
import { isActive, phaseText } from '../../../api/host-state.ts';
import { describeFailure } from '../../../api/messages.ts';
import { noteJob, noteQueued, useJob } from '../../../api/store.ts';
import { useStudyData } from '../../../api/studies.ts';
import { Button } from '../../../ui/Button.tsx';
import { FailureNote, Note, ProgressBar } from '../../../ui/feedback.tsx';
import { singleClick } from '../../../ui/single-click.ts';
import { words } from '../../../words/words.ts';
import { nameOfSound } from '../sound-names.ts';
import type { EditedStudy } from '../use-study.ts';

interface Props {
  readonly study: EditedStudy;
  readonly readOnly: boolean;
}

/** Renders a version for participants, and says what is missing for that. */
export function PrepareSection({ study, readOnly }: Props) {
  const w = words().studies;
  const id = useId();
  const { document, revision } = study;
  const studyId = document.id;
  const stored = useStudyData('prepared', studyId, (signal) => api.studies.get({ studyId }, { signal }));
  const [jobId, setJobId] = useState<JobId | null>(null);
  const job = useJob(jobId);
  const prepare = useAction(async () => {
    await study.flush();
    const started = await api.studies.prepare({ studyId });
    setJobId(started.jobId);
    await noteQueued(started.jobId);
  });
  const cancel = useAction(async () => {
    if (jobId !== null) noteJob(await api.jobs.cancel({ jobId }));
  });
  const problems = problemsOf(document);
  const nameOf = (trialId: string): string =>
    document.trials.find((trial) => trial.id === trialId)?.name ?? '';
  const prepared = stored.data?.prepared ?? null;
  const isCurrent = prepared?.revision === revision && study.state === 'saved';
  const running = job !== undefined && isActive(job) ? job : null;
  return (
    <section className="studies-section" aria-labelledby={id}>
      <h2 id={id}>{w.prepare}</h2>
      {prepared !== null && (
        <Note tone={isCurrent ? 'success' : 'warning'}>
          {isCurrent ? w.isPrepared(prepared.revision) : w.isOlder(prepared.revision)}
        </Note>
      )}
      {problems.length > 0 && (
        <ul className="studies-problems">
          {problems.map(({ what, trialId }) => (
            <li key={`${what} ${trialId ?? ''}`}>
              {trialId === null ? w.problems[what] : `“${nameOf(trialId)}” ${w.problems[what]}`}
            </li>
          ))}
        </ul>
      )}
      {running === null ? (
        <div className="studies-actions">
          <Button
            variant="primary"
            busy={prepare.busy}
            disabled={readOnly || problems.length > 0 || isCurrent}
            onClick={() => prepare.run()}
          >
            {w.prepare}
          </Button>
          <span className="soft small">{w.prepareText}</span>
        </div>
      ) : (
        <div className="studies-running">
          <ProgressBar
            label={w.preparing}
            value={running.progress}
            phase={phaseText(running)}
            secondsLeft={running.secondsLeft}
          />
          <Button size="sm" busy={cancel.busy} onClick={singleClick(() => cancel.run())}>
            {words().common.cancel}
          </Button>
        </div>
      )}
      {prepare.error !== null && <FailureNote {...describeFailure(prepare.error)} />}
      {job?.state === 'failed' && job.failure !== null && <FailureNote {...describeFailure(job.failure)} />}
      {prepared !== null && <Levels document={document} prepared={prepared} />}
    </section>
  );
}

function Levels({
  document,
  prepared,
}: {
  readonly document: StudyDocument;
  readonly prepared: PreparedStudy;
}) {
  const w = words().studies;
  const signed = (value: number | null, unit: string): string =>
    value === null ? '–' : `${value > 0 ? '+' : ''}${value.toFixed(1)} ${unit}`;
  return (
    <details className="studies-levels">
      <summary>{w.levels}</summary>
      <p className="soft small">{w.levelsText}</p>
      <div className="studies-scroll" role="group" aria-label={w.levels} tabIndex={0}>
        <table className="studies-table">
          <thead>
            <tr>
              {[w.trial, w.sound, w.loudness, w.gain, w.peak].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {prepared.trials.flatMap((trial) =>
              trial.stimuli.map((sound, index) => (
                <tr key={`${trial.trialId} ${sound.key}`}>
                  <td>
                    {index === 0 &&
                      (document.trials.find(({ id }) => id === trial.trialId)?.name ?? trial.trialId)}
                    {index === 0 && trial.commonGainDb < 0 && (
                      <p className="soft small">{w.commonGain(signed(trial.commonGainDb, 'dB'))}</p>
                    )}
                  </td>
                  <td>{nameOfSound(document, sound.key)}</td>
                  <td className="tabular">{signed(sound.integratedLufs, 'LUFS')}</td>
                  <td className="tabular">
                    {signed(sound.gainDb, 'dB')}
                    {sound.ears !== null && (
                      <p className="soft small">
                        {w.earGains(
                          signed(sound.ears.left.gainDb, 'dB'),
                          signed(sound.ears.right.gainDb, 'dB'),
                        )}
                      </p>
                    )}
                  </td>
                  <td className="tabular">{signed(sound.peakDbfs, 'dBFS')}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
    </details>
  );
}
