import { useRef, useState } from 'react';
import type { Recording } from '../../../../src-shared/contract/recording.ts';
import type { StudySource } from '../../../../src-shared/studies/study.ts';
import { api } from '../../../api/client.ts';
import { useAction, useLoad } from '../../../api/hooks.ts';
import { describeFailure } from '../../../api/messages.ts';
import { loadRecording, useCapabilities, useHost, useSeparationsOf } from '../../../api/store.ts';
import { upload } from '../../../api/uploads.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { FailureNote, Spinner } from '../../../ui/feedback.tsx';
import { TextField } from '../../../ui/fields.tsx';
import { words } from '../../../words/words.ts';

interface Props {
  readonly title: string;
  readonly isChosen: boolean;
  onChoose: (source: StudySource | null) => void;
  onClose: () => void;
}

const MOST_SHOWN = 50;

/** Chooses a recording, a stem, a project's mix or a file. */
export function SourceDialog({ title, isChosen, onChoose, onClose }: Props) {
  const w = words().studies;
  const recordings = useHost((host) => host.recordings);
  const dialogs = useCapabilities()?.fileDialogs ?? false;
  const [text, setText] = useState('');
  const [open, setOpen] = useState<Recording['id'] | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const addFile = useAction(async (file: File | null) => {
    const [granted] =
      file === null
        ? await api.files.openDialog({ kind: 'audio' })
        : [await upload(file, () => undefined, new AbortController().signal)];
    if (granted !== undefined) onChoose(await api.studies.addFile({ grantId: granted.grantId }));
  });
  const wanted = text.trim().toLowerCase();
  const found = [...recordings.values()]
    .filter(({ state, title: name }) => state === 'ready' && name.toLowerCase().includes(wanted))
    .slice(0, MOST_SHOWN);
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={title}
      description={w.sourceText}
      locked={addFile.busy}
      footer={
        <>
          {isChosen && <Button onClick={() => onChoose(null)}>{w.clear}</Button>}
          <Button busy={addFile.busy} onClick={() => (dialogs ? addFile.run(null) : input.current?.click())}>
            {w.file}
          </Button>
          <Button onClick={onClose}>{words().common.cancel}</Button>
        </>
      }
    >
      <TextField label={w.searchRecordings} value={text} onChange={setText} />
      <ul className="studies-sources">
        {found.map((recording) => (
          <li key={recording.id}>
            <button
              type="button"
              className="studies-recording ellipsis"
              aria-expanded={open === recording.id}
              onClick={() => setOpen(open === recording.id ? null : recording.id)}
            >
              {recording.title}
            </button>
            {open === recording.id && <Sounds recording={recording} onChoose={onChoose} />}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="soft">{w.noRecordings}</p>}
      {addFile.busy && <Spinner label={w.copying} />}
      {addFile.error !== null && <FailureNote {...describeFailure(addFile.error)} />}
      <input
        ref={input}
        type="file"
        hidden
        accept="audio/*,.wav,.flac,.aiff,.aif,.mp3,.ogg,.opus,.m4a"
        aria-label={w.file}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) addFile.run(file);
        }}
      />
    </Dialog>
  );
}

interface SoundsProps {
  readonly recording: Recording;
  onChoose: (source: StudySource) => void;
}

/** What can be heard of one recording. */
function Sounds({ recording: { id, title }, onChoose }: SoundsProps) {
  const w = words().studies;
  const loaded = useLoad(`sounds of ${id}`, () => loadRecording(id));
  const separations = useSeparationsOf(id).filter(({ state }) => state === 'ready');
  const label = (part: string): string => `${title}, ${part}`.slice(0, 200);
  return (
    <div className="studies-sounds">
      <Button size="sm" onClick={() => onChoose({ kind: 'audio', audioId: id, label: title, modelId: null })}>
        {w.wholeRecording}
      </Button>
      {loaded.loading && <Spinner label={w.loading} />}
      {loaded.error !== null && <FailureNote {...describeFailure(loaded.error)} />}
      {separations.map(({ id: key, modelId, stems, projectId }) => (
        <div key={key} className="studies-separation" role="group" aria-label={w.ofModel(modelId)}>
          <p className="soft small">{w.ofModel(modelId)}</p>
          {stems.map((stem) => (
            <Button
              key={stem.id}
              size="sm"
              onClick={() =>
                onChoose({
                  kind: 'audio',
                  audioId: stem.id,
                  label: label(`${stem.label} (${modelId})`),
                  modelId,
                })
              }
            >
              {stem.label}
            </Button>
          ))}
          {projectId !== null && (
            <Button
              size="sm"
              onClick={() =>
                onChoose({ kind: 'mix', projectId, label: label(`${w.mix} (${modelId})`), modelId })
              }
            >
              {w.mix}
            </Button>
          )}
        </div>
      ))}
      {!loaded.loading && separations.length === 0 && <p className="soft small">{w.noSeparations}</p>}
    </div>
  );
}
