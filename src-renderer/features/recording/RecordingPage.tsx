import { ArrowLeft } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import {
  headerOf,
  secondsOf,
  type ReadyRecording,
  type Recording,
} from '../../../src-shared/contract/recording.ts';
import type { ItemId, RecordingId, SeparationId } from '../../../src-shared/project/ids.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import {
  loadRecording,
  noteRecording,
  useCapabilities,
  useHost,
  useJobs,
  useLiesOutside,
  useRecording,
  useSeparationsOf,
} from '../../api/store.ts';
import { EmptyState, FailureNote, Note, ProgressBar } from '../../ui/feedback.tsx';
import { formatHz } from '../../../src-shared/format/numbers.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { CoverMenu } from './CoverMenu.tsx';
import { Credits } from './Credits.tsx';
import { HeardPanel } from './HeardPanel.tsx';
import type { Passage } from './passage.ts';
import { PassagePicker, type PassageAudio } from './PassagePicker.tsx';
import { PlayersEditor } from './PlayersEditor.tsx';
import { SameTakes } from './SameTakes.tsx';
import { SeparateButton } from './SeparateButton.tsx';
import { SeparatePanel } from './SeparatePanel.tsx';
import { SeparationList } from './SeparationList.tsx';
import { useSeparate } from './use-separate.ts';
import { words } from '../../words/words.ts';
import './recording-head.css';
import './passage.css';
import './separate.css';
import './separations.css';
import './heard.css';

interface Props {
  readonly recordingId: RecordingId;
  readonly libraryHref: string;
  readonly compareHref: string;
  hrefOf: (separationId: SeparationId) => string;
  hrefOfRecording: (recordingId: RecordingId) => string;
  hrefOfQuality: (separationId: SeparationId) => string;
  /** Tags and "more like this" of the recording or of a stem. */
  renderTools: (itemId: ItemId, title: string) => ReactNode;
  /** Who plays what in it. */
  renderNotes: (recording: ReadyRecording) => ReactNode;
  /** What was marked in it. */
  renderExcerpts: (recordingId: RecordingId) => ReactNode;
  onSaveExcerpt: (recording: ReadyRecording, passage: Passage) => void;
}

/** One recording: which passage, who plays, which model, and what was separated before. */
export function RecordingPage({ recordingId, ...rest }: Props) {
  const { libraryHref } = rest;
  const recording = useRecording(recordingId);
  const loaded = useHost((host) => host.loaded);
  const details = useLoad(loaded ? recordingId : null, () => loadRecording(recordingId));
  if (recording === undefined) {
    if (!loaded || details.loading) return <div className="page" aria-busy="true" />;
    return (
      <div className="page">
        <EmptyState title={words().recording.gone}>
          <a href={libraryHref}>{words().recording.back}</a>
        </EmptyState>
      </div>
    );
  }
  return <Loaded recording={recording} {...rest} />;
}

interface LoadedProps extends Omit<Props, 'recordingId'> {
  readonly recording: Recording;
}

function Loaded(props: LoadedProps) {
  const { recording, libraryHref, hrefOf, renderTools } = props;
  const readOnly = useCapabilities()?.readOnly ?? false;
  const ready = recording.state === 'ready' ? recording : null;
  const header = headerOf(recording);
  const seconds = secondsOf(recording);
  const separations = useSeparationsOf(recording.id);
  const liesOutside = useLiesOutside(recording);
  const importJob = useJobs().find((job) => job.kind === 'import' && job.recordingId === recording.id);
  const modelsRevision = useHost((host) => host.modelsRevision);
  const models = useLoad(`models ${modelsRevision}`, (signal) => api.models.list(undefined, { signal }));
  const timed = separations.filter(({ state }) => state === 'ready').length;
  const speeds = useLoad(`speeds ${modelsRevision} ${timed}`, (signal) =>
    api.models.speeds(undefined, { signal }),
  );
  const separators = (models.data ?? []).filter((model) => model.task === 'separation');
  const [chosenModel, setChosenModel] = useState<string | null>(null);
  const usable = separators.filter((model) => model.problem === null);
  const model =
    usable.find((item) => item.id === chosenModel) ??
    usable.find((item) => item.isDefault) ??
    usable[0] ??
    null;
  const audio = passageAudioOf(recording);
  const [passage, setPassage] = useState<Passage | null>(null);
  const [startedId, setStartedId] = useState<SeparationId | null>(null);
  const { players, save, error: playersError } = usePlayers(recording);
  const separating = useSeparate({ recording, players, passage, model, readOnly, onStarted: setStartedId });

  return (
    <div className="page recording-page">
      <header className="page-header">
        <CoverMenu recording={recording} readOnly={readOnly} />
        <div className="recording-head">
          <a className="back-link" href={libraryHref}>
            <ArrowLeft size={14} aria-hidden="true" /> {words().shell.library}
          </a>
          <h1 className="ellipsis">{recording.title}</h1>
          <p className="soft small tabular">
            {seconds !== null && `${formatTime(seconds)} · `}
            {header !== null &&
              `${formatHz(header.sampleRate)} · ${words().units.depth(header.sampleFormat)} · ${words().units.channels(header.channels)} · ${header.format.toUpperCase()} · `}
            {recording.fileName}
          </p>
          <Credits recording={recording} readOnly={readOnly} />
          {ready !== null && <SameTakes recordingId={ready.id} hrefOf={props.hrefOfRecording} />}
          {ready !== null && (
            <div className="recording-title-tools">{renderTools(recording.id, recording.title)}</div>
          )}
        </div>
        <SeparateButton
          separating={separating}
          isPassage={passage !== null}
          isAgain={separations.length > 0}
        />
      </header>
      {recording.state === 'importing' && (
        <ProgressBar
          label={words().recording.importing(recording.title)}
          value={importJob?.progress ?? null}
          phase={words().recording.reading}
          secondsLeft={importJob?.secondsLeft ?? null}
        />
      )}
      {recording.state === 'failed' && (
        <FailureNote
          {...(importJob?.failure
            ? describeFailure(importJob.failure)
            : {
                title: words().recording.notFinished,
                advice: words().recording.removeAndRetry,
              })}
        />
      )}
      {ready?.available === false && (
        <Note
          tone="warning"
          title={
            liesOutside
              ? words().recording.outside(recording.fileName)
              : words().recording.missing(recording.fileName)
          }
        >
          {liesOutside ? words().recording.outsideText : words().recording.missingText}{' '}
          {words().recording.stillUsable}
        </Note>
      )}
      {recording.notes.map((note) => (
        <Note key={note} tone="warning" title={note} />
      ))}
      {ready !== null && (
        <SeparationList
          recording={ready}
          separations={separations}
          models={separators}
          startedId={startedId}
          readOnly={readOnly}
          compareHref={props.compareHref}
          hrefOf={hrefOf}
          hrefOfQuality={props.hrefOfQuality}
          renderTools={(stem) => renderTools(stem.id, stem.label)}
        />
      )}
      {audio !== null && (
        <PassagePicker
          audio={audio}
          passage={passage}
          onChange={setPassage}
          onSaveExcerpt={readOnly || ready === null ? null : (marked) => props.onSaveExcerpt(ready, marked)}
        />
      )}
      <HeardPanel
        recording={recording}
        players={players}
        model={model}
        models={models.data}
        readOnly={readOnly}
        onPlayers={save}
      />
      {playersError !== null && <FailureNote {...describeFailure(playersError)} />}
      <div className="separate-columns">
        <PlayersEditor players={players} model={model} disabled={readOnly} onChange={save} />
        <SeparatePanel
          separating={separating}
          models={separators}
          model={model}
          speeds={speeds.data}
          modelsError={models.error}
          onModel={setChosenModel}
        />
      </div>
      {ready !== null && props.renderNotes(ready)}
      {props.renderExcerpts(recording.id)}
    </div>
  );
}

/** Null as long as the length is not known; the waveform grows while the recording is read. */
function passageAudioOf(recording: Recording): PassageAudio | null {
  const header = headerOf(recording);
  if (header === null || header.frames === null) return null;
  const { id, title, available, state } = recording;
  const { sampleRate, channels, frames } = header;
  return { id, title, sampleRate, channels, frames, available, growing: state === 'importing' };
}

/** The players as edited here, saved one change after the other; another window's change arrives when nothing is on its way. */
function usePlayers(recording: Recording) {
  const [edited, setEdited] = useState<Ensemble | null>(null);
  const waiting = useRef<Ensemble | null>(null);
  const writing = useRef(false);
  const write = useAction(async () => {
    if (writing.current) return;
    writing.current = true;
    try {
      while (waiting.current !== null) {
        const next = waiting.current;
        waiting.current = null;
        noteRecording(await api.library.setPlayers({ recordingId: recording.id, players: next }));
      }
      setEdited(null);
    } finally {
      writing.current = false;
    }
  });
  const save = (players: Ensemble): void => {
    setEdited(players);
    waiting.current = players;
    write.run();
  };
  return { players: edited ?? recording.players, save, error: write.error };
}
