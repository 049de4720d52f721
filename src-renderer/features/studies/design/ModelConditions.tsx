import { useId, useState } from 'react';
import type { Recording } from '../../../../src-shared/contract/recording.ts';
import type { Separation } from '../../../../src-shared/contract/separation.ts';
import type { StudyDocument, StudySource } from '../../../../src-shared/studies/study.ts';
import { useLoad } from '../../../api/hooks.ts';
import { describeFailure } from '../../../api/messages.ts';
import { loadRecording, useHost, useSeparationsOf } from '../../../api/store.ts';
import { Check } from '../../../ui/Check.tsx';
import { FailureNote, Spinner } from '../../../ui/feedback.tsx';
import { Select } from '../../../ui/fields.tsx';
import { words } from '../../../words/words.ts';
import type { LibraryCondition } from './library-conditions.ts';

interface Props {
  readonly trials: StudyDocument['trials'];
  onChoose: (chosen: readonly LibraryCondition[]) => void;
}

/** Chooses what several models made of one recording: the same part of each, in one trial. */
export function ModelConditions({ trials, onChoose }: Props) {
  const w = words().studies;
  const id = useId();
  const recordings = [...useHost((host) => host.recordings).values()].filter(
    ({ state }) => state === 'ready',
  );
  const [trialId, setTrialId] = useState(trials[0]?.id ?? '');
  const reference = trials.find((trial) => trial.id === trialId)?.reference ?? null;
  const [chosen, setChosen] = useState<string | null>(null);
  const ofReference =
    reference?.kind === 'audio' ? recordings.find((one) => one.id === reference.audioId) : undefined;
  const recording = recordings.find((one) => one.id === chosen) ?? ofReference ?? recordings[0];
  if (trials.length === 0 || recording === undefined) {
    return <p className="soft small">{trials.length === 0 ? w.trialFirst : w.noRecordings}</p>;
  }
  return (
    <section className="studies-section" aria-labelledby={id}>
      <h3 id={id}>{w.models}</h3>
      <div className="studies-settings">
        <Select
          label={w.trial}
          size="sm"
          value={trialId}
          options={trials.map(({ id: value, name: label }) => ({ value, label }))}
          onChange={(next) => {
            setTrialId(next);
            onChoose([]);
          }}
        />
        <Select
          label={w.recording}
          size="sm"
          value={recording.id}
          options={recordings.map(({ id: value, title: label }) => ({ value, label }))}
          onChange={(next) => {
            setChosen(next);
            onChoose([]);
          }}
        />
      </div>
      <Parts key={`${recording.id} ${trialId}`} recording={recording} trialId={trialId} onChoose={onChoose} />
    </section>
  );
}

const MIX = 'mix';

function Parts({
  recording,
  trialId,
  onChoose,
}: {
  readonly recording: Recording;
  readonly trialId: string;
  readonly onChoose: Props['onChoose'];
}) {
  const w = words().studies;
  const loaded = useLoad(`sounds of ${recording.id}`, () => loadRecording(recording.id));
  const separations = useSeparationsOf(recording.id).filter(({ state }) => state === 'ready');
  const labels = [...new Set(separations.flatMap(({ stems }) => stems.map(({ label }) => label)))];
  const [part, setPart] = useState(MIX);
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set());
  const offered = separations.filter((separation) => partOf(separation, part, recording.title) !== null);
  const nameOf = ({ id, modelId, createdAt }: Separation): string =>
    separations.some((other) => other.id !== id && other.modelId === modelId)
      ? `${modelId} (${words().units.date(new Date(createdAt))})`
      : modelId;
  const choose = (nextPart: string, next: ReadonlySet<string>): void => {
    setPart(nextPart);
    setChecked(next);
    onChoose(
      separations.flatMap((separation) => {
        const source = next.has(separation.id) ? partOf(separation, nextPart, recording.title) : null;
        return source === null ? [] : [{ name: nameOf(separation), trialId, source }];
      }),
    );
  };
  if (loaded.loading) return <Spinner label={w.loading} />;
  if (loaded.error !== null) return <FailureNote {...describeFailure(loaded.error)} />;
  if (separations.length === 0) return <p className="soft small">{w.noSeparations}</p>;
  return (
    <>
      <Select
        label={w.part}
        size="sm"
        value={part}
        options={[
          { value: MIX, label: w.mix },
          ...labels.map((label) => ({ value: `stem ${label}`, label })),
        ]}
        onChange={(next) => choose(next, checked)}
      />
      {offered.map((separation) => (
        <Check
          key={separation.id}
          label={nameOf(separation)}
          detail={w.ofModel(`${separation.modelId} ${separation.modelVersion}`)}
          checked={checked.has(separation.id)}
          onChange={(isChecked) => {
            const others = [...checked].filter((id) => id !== separation.id);
            choose(part, new Set(isChecked ? [...others, separation.id] : others));
          }}
        />
      ))}
      {offered.length < separations.length && part === MIX && <p className="soft small">{w.neverOpened}</p>}
    </>
  );
}

function partOf({ modelId, stems, projectId }: Separation, part: string, title: string): StudySource | null {
  const label = (name: string): string => `${title}, ${name} (${modelId})`.slice(0, 200);
  if (part === MIX) {
    return projectId === null ? null : { kind: 'mix', projectId, modelId, label: label(words().studies.mix) };
  }
  const stem = stems.find((one) => `stem ${one.label}` === part);
  return stem === undefined ? null : { kind: 'audio', audioId: stem.id, modelId, label: label(stem.label) };
}
