import { Check, UserRoundPen, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { ReadySeparation } from '../../../../src-shared/contract/separation.ts';
import type { StemSounds } from '../../../../src-shared/contract/stem-versions.ts';
import type { JobId } from '../../../../src-shared/project/ids.ts';
import { unnamedPlayers } from '../../../../src-shared/project/unordered-players.ts';
import { api } from '../../../api/client.ts';
import { useAction, useLoad } from '../../../api/hooks.ts';
import { isActive, phaseText } from '../../../api/host-state.ts';
import { describeFailure } from '../../../api/messages.ts';
import { useNotesOf } from '../../../api/notes.ts';
import { noteQueued, useJobs } from '../../../api/store.ts';
import { Button } from '../../../ui/Button.tsx';
import { FailureNote, Note, ProgressBar } from '../../../ui/feedback.tsx';
import { words } from '../../../words/words.ts';
import { NamePlayers } from './NamePlayers.tsx';
import { useClips } from './use-clips.ts';
import './naming.css';

interface Props {
  readonly separation: ReadySeparation;
  readonly readOnly: boolean;
}

/**
 * Asks who is who where stems may have each other's names, and says so once they were named, until a person confirms it. It says nothing of stems
 * that were edited otherwise, or that were separated with other notes than the recording has now.
 */
export function StemNames({ separation, readOnly }: Props) {
  const { id: separationId, version, from } = separation;
  const [isOpen, setOpen] = useState(false);
  const [started, setStarted] = useState<JobId | null>(null);
  const naming = useNaming(separation);
  const jobs = useJobs().filter((job) => job.kind === 'edit-stems' && job.separationId === separationId);
  const running = jobs.find(isActive) ?? null;
  const failure = jobs.find(({ id }) => id === started)?.failure ?? null;
  const name = useAction(async (sounds: StemSounds) => {
    const { jobId } = await api.stemVersions.name({ separationId, sounds });
    setStarted(jobId);
    setOpen(false);
    await noteQueued(jobId);
  });
  const confirm = useAction(async () => {
    await api.stemVersions.confirmNames({ separationId, version });
    setOpen(false);
    naming?.reload();
  });
  const undo = useAction((parent: number) => api.stemVersions.use({ separationId, version: parent }));
  if (naming === null) return null;
  const texts = words().naming;
  const error = name.error ?? confirm.error ?? undo.error ?? failure;
  const isNamed = naming.parent !== null;
  const { parent } = naming;
  return (
    <Note
      tone={isNamed ? 'success' : 'info'}
      title={isNamed ? texts.named : texts.title}
      action={
        <span className="stem-names-actions">
          {parent !== null && (
            <Button
              size="sm"
              icon={<Undo2 size={14} aria-hidden="true" />}
              busy={undo.busy}
              disabled={readOnly || running !== null}
              onClick={() => undo.run(parent)}
            >
              {texts.undo}
            </Button>
          )}
          <Button
            size="sm"
            variant={isNamed ? 'secondary' : 'primary'}
            icon={<UserRoundPen size={14} aria-hidden="true" />}
            disabled={readOnly || running !== null}
            onClick={() => setOpen(true)}
          >
            {isNamed ? texts.again : texts.open}
          </Button>
          {isNamed && (
            <Button
              size="sm"
              variant="primary"
              icon={<Check size={14} aria-hidden="true" />}
              busy={confirm.busy}
              disabled={readOnly || running !== null}
              onClick={() => confirm.run()}
            >
              {texts.confirm}
            </Button>
          )}
        </span>
      }
    >
      {isNamed ? texts.namedText(naming.hasNotes) : texts.text(words().units.listOf(naming.labels))}
      {running !== null && (
        <ProgressBar
          label={texts.applying}
          value={running.state === 'queued' ? 0 : running.progress}
          phase={phaseText(running)}
          secondsLeft={running.secondsLeft}
        />
      )}
      {error !== null && running === null && <FailureNote {...describeFailure(error)} />}
      {isOpen && (
        <Naming
          key={version}
          {...{ separation, from }}
          busy={name.busy || confirm.busy}
          onName={name.run}
          onConfirm={confirm.run}
          onClose={() => setOpen(false)}
        />
      )}
    </Note>
  );
}

interface NamingProps {
  readonly separation: ReadySeparation;
  readonly from: number;
  readonly busy: boolean;
  onName: (sounds: StemSounds) => void;
  onConfirm: () => void;
  onClose: () => void;
}

/** The dialog, with the clips that it plays: they are looked for once it is open. */
function Naming({ separation, ...rest }: NamingProps) {
  const clips = useClips(separation);
  const stems = separation.stems.filter(({ isRest }) => !isRest);
  return <NamePlayers {...{ stems, ...rest }} clips={clips.error === null ? clips.data : new Map()} />;
}

interface NamingState {
  /** Of the stems that may have each other's names. */
  readonly labels: readonly string[];
  /** The version before the stems were named; null while they are not. */
  readonly parent: number | null;
  /** Whether the recording's notes went with the stems. */
  readonly hasNotes: boolean;
  /** Looks again whether the names are confirmed. */
  reload: () => void;
}

/** Null where there is nothing to ask and nothing to say. */
function useNaming(separation: ReadySeparation): NamingState | null {
  const { id: separationId, recordingId, version, notesSha256, players, stems } = separation;
  const { data } = useNotesOf(recordingId);
  const { data: versions, reload } = useLoad(`versions ${separationId} ${version}`, (signal) =>
    api.stemVersions.list({ separationId }, { signal }),
  );
  const inUse = versions?.find((candidate) => candidate.version === version);
  if (inUse === undefined) return null;
  const { edit, parent } = inUse;
  if (edit.kind === 'named') {
    return edit.confirmed ? null : { labels: [], parent, hasNotes: edit.notes !== null, reload };
  }
  if (edit.kind !== 'original' || edit.confirmed) return null;
  const told = notesSha256 === null ? [] : notesSha256 === data?.hash ? data.document?.notes : undefined;
  if (told === undefined) return null;
  const names = new Set(stems.map(({ name }) => name));
  const unnamed = unnamedPlayers(players, told).flatMap((group) => group.filter(({ id }) => names.has(id)));
  return unnamed.length < 2
    ? null
    : { labels: unnamed.map(({ label }) => label), parent: null, hasNotes: false, reload };
}
