import { ArrowLeftRight, AudioLines, X } from 'lucide-react';
import { useState } from 'react';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { ReadySeparation } from '../../../src-shared/contract/separation.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import type { JobId, StemId } from '../../../src-shared/project/ids.ts';
import type { SoundSelection } from '../../../src-shared/project/sound-selection.ts';
import type { SoundMove } from '../../api/edit-preview.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { isActive, phaseText } from '../../api/host-state.ts';
import { describeFailure } from '../../api/messages.ts';
import { useNotesOf } from '../../api/notes.ts';
import { noteJob, noteQueued, useJobs } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote, ProgressBar } from '../../ui/feedback.tsx';
import { Segmented, Select, TimeField } from '../../ui/fields.tsx';
import { singleClick } from '../../ui/single-click.ts';
import { ChangedNotes } from './ChangedNotes.tsx';
import { describeSelection } from './describe-selection.ts';
import { MoveForm, type FrequencyBand } from './MoveForm.tsx';
import { VersionList } from './VersionList.tsx';
import { words } from '../../words/words.ts';
import './stem-edits.css';

/** Samples of the recording, half open. */
export interface Passage {
  readonly from: number;
  readonly to: number;
}

const EDITS = ['again', 'swap', 'move', 'level'] as const;
type Edit = (typeof EDITS)[number];

const ALL: FrequencyBand = { lowHz: null, highHz: null };

interface Props {
  readonly recording: ReadyRecording;
  readonly separation: ReadySeparation;
  /** Where to start; the whole of what was separated by default. */
  readonly passage: Passage | null;
  /** The stem to start swapping with; the first by default. */
  readonly stemId: StemId | null;
  /** Selected sound, in samples of the recording: it is to be moved. */
  readonly selection?: SoundSelection | null;
  readonly readOnly: boolean;
  /** Before a preview is heard. */
  onHear?: () => void;
  onClose: () => void;
}

/** Edits of a passage of the stems, their progress, and the versions that they made. */
export function StemEditsDialog({
  recording,
  separation,
  passage,
  stemId,
  readOnly,
  onClose,
  selection = null,
  onHear,
}: Props) {
  const { sampleRate } = recording;
  const { id: separationId, stems } = separation;
  const [{ from, to }, setPassage] = useState<Passage>(() => inside(passage, separation));
  const [first, setFirst] = useState<StemId>(() => stemId ?? stemAt(stems, 0));
  const [second, setSecond] = useState<StemId>(() => otherThan(stems, stemId ?? stemAt(stems, 0)));
  const [kind, setKind] = useState<Edit>(selection === null ? 'again' : 'move');
  const [started, setStarted] = useState<JobId | null>(null);
  const jobs = useJobs().filter((job) => job.kind === 'edit-stems' && job.separationId === separationId);
  const running = jobs.find(isActive) ?? null;
  const ended = jobs.find(({ id }) => id === started) ?? null;
  const notes = useNotesOf(recording.id);
  const begin = async (asked: Promise<{ jobId: JobId }>): Promise<void> => {
    const { jobId } = await asked;
    setStarted(jobId);
    await noteQueued(jobId);
  };
  const again = useAction(() => begin(api.stemVersions.separateAgain({ separationId, from, to })));
  const swap = useAction(() =>
    begin(api.stemVersions.swap({ separationId, from, to, stems: [first, second] })),
  );
  const move = useAction((asked: SoundMove) => begin(api.stemVersions.move({ separationId, ...asked })));
  const cancel = useAction(async (jobId: JobId) => noteJob(await api.jobs.cancel({ jobId })));
  const texts = words().stemEdits;
  const time = (sample: number): string => formatTime(sample / sampleRate, 2);
  const [fromSeconds, toSeconds] = [from / sampleRate, to / sampleRate];
  const bounds = { min: separation.from / sampleRate, max: separation.to / sampleRate };
  const isEmpty = to <= from;
  const blocked = readOnly || running !== null;
  const hasNotes = notes.data === null || (notes.data.document?.notes.length ?? 0) > 0;
  const { band, drawn } = shownAs(selection);
  const isDrawn = drawn !== null && (kind === 'move' || kind === 'level');
  const error = again.error ?? swap.error ?? move.error ?? cancel.error ?? ended?.failure ?? null;
  const options = stems.map((stem) => ({ value: stem.id, label: stem.label }));
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={texts.title}
      description={texts.text}
      width="lg"
    >
      <div className="stem-edits">
        {isDrawn ? (
          <p className="stem-edits-drawn">
            <span className="field-label">{texts.drawn}</span> {describeSelection(drawn, sampleRate)}
          </p>
        ) : (
          <section aria-label={texts.passage} className="stem-edits-passage">
            <TimeField
              {...{ label: texts.from, value: fromSeconds, ...bounds }}
              onChange={(seconds) => setPassage({ from: Math.round(seconds * sampleRate), to })}
            />
            <TimeField
              {...{ label: texts.to, value: toSeconds, ...bounds }}
              onChange={(seconds) => setPassage({ from, to: Math.round(seconds * sampleRate) })}
            />
            <ChangedNotes
              separation={separation}
              revision={notes.data?.revision ?? 0}
              sampleRate={sampleRate}
              onTake={setPassage}
            />
          </section>
        )}
        {isEmpty && !isDrawn && <p className="field-error">{texts.empty}</p>}
        <Segmented
          label={texts.edit}
          value={kind}
          options={EDITS.map((value) => ({ value, label: texts.edits[value] }))}
          onChange={setKind}
        />
        {kind === 'again' && (
          <section aria-label={texts.again} className="stem-edits-row">
            <p className="soft">{hasNotes ? texts.againText(time(from), time(to)) : texts.noNotes}</p>
            <Button
              variant="primary"
              icon={<AudioLines size={15} aria-hidden="true" />}
              busy={again.busy}
              disabled={blocked || isEmpty || !hasNotes}
              onClick={again.run}
            >
              {texts.again}
            </Button>
          </section>
        )}
        {kind === 'swap' && (
          <section aria-label={texts.swap} className="stem-edits-row">
            <div className="stem-edits-pair">
              <Select label={texts.first} value={first} options={options} onChange={setFirst} />
              <Select label={texts.second} value={second} options={options} onChange={setSecond} />
            </div>
            <Button
              icon={<ArrowLeftRight size={15} aria-hidden="true" />}
              busy={swap.busy}
              disabled={blocked || isEmpty || first === second}
              onClick={swap.run}
            >
              {texts.swapNow}
            </Button>
          </section>
        )}
        {(kind === 'move' || kind === 'level') && (
          <section aria-label={texts.edits[kind]}>
            <MoveForm
              {...{ kind, separation, blocked, band, drawn, source: first, passage: { from, to } }}
              busy={move.busy}
              onHear={onHear}
              onSource={setFirst}
              onMove={move.run}
            />
            {(!isDrawn || kind === 'level') && (
              <p className="soft small">{kind === 'move' ? texts.moveText : texts.levelText}</p>
            )}
          </section>
        )}
        {running !== null && (
          <div className="stem-edits-row">
            <ProgressBar
              label={texts.working}
              value={running.state === 'queued' ? 0 : running.progress}
              phase={phaseText(running)}
              secondsLeft={running.secondsLeft}
            />
            <Button
              icon={<X size={15} aria-hidden="true" />}
              busy={cancel.busy}
              onClick={singleClick(() => cancel.run(running.id))}
            >
              {words().common.cancel}
            </Button>
          </div>
        )}
        {error !== null && running === null && <FailureNote {...describeFailure(error)} />}
        <VersionList {...{ separation, sampleRate }} blocked={readOnly || running !== null} />
      </div>
    </Dialog>
  );
}

/** A single rectangle fills the fields of the form; anything else stays as it was drawn. */
function shownAs(selection: SoundSelection | null): {
  readonly band: FrequencyBand;
  readonly drawn: SoundSelection | null;
} {
  const [only] = selection ?? [];
  if (selection?.length === 1 && only?.kind === 'rectangle') return { band: only, drawn: null };
  return { band: ALL, drawn: selection };
}

const inside = (passage: Passage | null, { from, to }: Passage): Passage =>
  passage === null
    ? { from, to }
    : { from: Math.max(from, Math.min(passage.from, to)), to: Math.max(from, Math.min(passage.to, to)) };

function stemAt(stems: ReadySeparation['stems'], index: number): StemId {
  const stem = stems[index];
  if (stem === undefined) throw new Error('a separation has two files at least');
  return stem.id;
}

/** The next stem, or the first after the last. */
function otherThan(stems: ReadySeparation['stems'], id: StemId): StemId {
  const index = stems.findIndex((stem) => stem.id === id);
  return stemAt(stems, (index + 1) % stems.length);
}
