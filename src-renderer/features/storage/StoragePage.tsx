import { useState, type ReactNode } from 'react';
import type { Storage, StorageCleanUp } from '../../../src-shared/contract/storage.ts';
import { formatBytes } from '../../../src-shared/format/numbers.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities, useHost } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote, Spinner } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import './storage.css';

const LISTED = 50;

interface Props {
  hrefOfRecording: (id: RecordingId) => string;
  /** Exporting and importing archives. */
  readonly archives: ReactNode;
  /** Where the library lies. */
  readonly place: ReactNode;
}

/** What takes space in the library, and what cleaning up would free. */
export function StoragePage({ hrefOfRecording, archives, place }: Props) {
  const revision = useHost((host) => host.trashRevision);
  const found = useLoad(`storage-${revision}`, () => api.storage.overview({ limit: LISTED }));
  const { data } = found;
  return (
    <div className="page storage">
      <header className="page-header">
        <div>
          <h1>{words().storage.title}</h1>
          {data !== null && (
            <p className="soft">
              {words().storage.total(formatBytes(data.bytes), formatBytes(data.freeBytes))}
            </p>
          )}
        </div>
      </header>
      {found.error !== null && <FailureNote {...describeFailure(found.error)} />}
      {data === null && found.error === null && <Spinner label={words().storage.adding} />}
      {data !== null && (
        <>
          <CleanUps storage={data} onDone={found.reload} />
          {place}
          {archives}
          <Kinds storage={data} />
          <Recordings storage={data} hrefOf={hrefOfRecording} />
        </>
      )}
    </div>
  );
}

interface CleanUpsProps {
  readonly storage: Storage;
  onDone: () => void;
}

function CleanUps({ storage, onDone }: CleanUpsProps) {
  const readOnly = useCapabilities()?.readOnly ?? true;
  const [asking, setAsking] = useState<StorageCleanUp | null>(null);
  const [queued, setQueued] = useState(0);
  const clean = useAction(async (what: StorageCleanUp) => {
    const { jobs } = await api.storage.cleanUp({ what });
    setQueued(jobs);
    setAsking(null);
    onDone();
  });
  const text = words().storage;
  const freed = (what: StorageCleanUp, bytes: number, items: number): string => {
    if (items === 0) return text.nothing;
    return what === 'flac' ? text.freesAbout(formatBytes(bytes)) : text.frees(formatBytes(bytes));
  };
  return (
    <section className="panel" aria-labelledby="storage-clean">
      <h2 id="storage-clean">{text.cleanUp}</h2>
      <ul className="storage-clean">
        {storage.cleanUps.map(({ what, bytes, items }) => (
          <li key={what}>
            <span className="storage-clean-text">
              {text.cleanUpDetail[what]} <span className="soft tabular">{freed(what, bytes, items)}</span>
            </span>
            <Button size="sm" disabled={readOnly || items === 0} onClick={() => setAsking(what)}>
              {text.cleanUps[what]}…
            </Button>
          </li>
        ))}
      </ul>
      <p className="soft small" role="status">
        {queued > 0 && text.queued(queued)}
      </p>
      {asking !== null && (
        <ConfirmDialog
          open
          onOpenChange={(open) => {
            if (!open) setAsking(null);
          }}
          title={text.confirm(text.cleanUps[asking])}
          action={text.cleanUps[asking]}
          danger={asking === 'trash'}
          busy={clean.busy}
          onConfirm={() => clean.run(asking)}
        >
          <p>
            {text.cleanUpDetail[asking]}{' '}
            {storage.cleanUps
              .filter(({ what }) => what === asking)
              .map(({ what, bytes, items }) => freed(what, bytes, items))}
          </p>
          {clean.error !== null && <FailureNote {...describeFailure(clean.error)} />}
        </ConfirmDialog>
      )}
    </section>
  );
}

const size = (bytes: number): string => (bytes === 0 ? '–' : formatBytes(bytes));

function Kinds({ storage }: { readonly storage: Storage }) {
  const text = words().storage;
  const kinds = storage.kinds.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes);
  return (
    <section className="panel" aria-labelledby="storage-kinds">
      <h2 id="storage-kinds">{text.byKind}</h2>
      <table className="storage-table">
        <thead>
          <tr>
            <th scope="col">{text.kind}</th>
            <th scope="col">{text.size}</th>
            <th scope="col">{text.month}</th>
            <th scope="col">{text.year}</th>
            <th scope="col">{text.older}</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map(({ kind, bytes, ages }) => (
            <tr key={kind}>
              <th scope="row">{text.kinds[kind]}</th>
              <td>
                <meter min={0} max={storage.bytes} value={bytes} aria-hidden="true" />
                <span className="storage-size">{size(bytes)}</span>
              </td>
              <td>{size(ages.month)}</td>
              <td>{size(ages.year)}</td>
              <td>{size(ages.older)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {storage.vectorBytes > 0 && (
        <p className="soft small">{text.vectors(formatBytes(storage.vectorBytes))}</p>
      )}
    </section>
  );
}

interface RecordingsProps {
  readonly storage: Storage;
  hrefOf: (id: RecordingId) => string;
}

function Recordings({ storage: { recordings, recordingCount }, hrefOf }: RecordingsProps) {
  const text = words().storage;
  return (
    <section className="panel" aria-labelledby="storage-recordings">
      <h2 id="storage-recordings">{text.byRecording}</h2>
      {recordings.length === 0 && <p className="soft">{text.none}</p>}
      {recordings.length > 0 && (
        <table className="storage-table">
          <thead>
            <tr>
              <th scope="col">{text.recording}</th>
              <th scope="col">{text.size}</th>
              <th scope="col">{text.recordingAudio}</th>
              <th scope="col">{text.kinds.stems}</th>
              <th scope="col">{text.kinds.versions}</th>
              <th scope="col">{text.recordingSource}</th>
            </tr>
          </thead>
          <tbody>
            {recordings.map((recording) => (
              <tr key={recording.id}>
                <th scope="row">
                  <a href={hrefOf(recording.id)}>{recording.title}</a>{' '}
                  <span className="soft small">{words().units.date(new Date(recording.importedAt))}</span>
                </th>
                <td>{size(recording.bytes)}</td>
                <td>{size(recording.audio)}</td>
                <td>{size(recording.stems)}</td>
                <td>{size(recording.versions)}</td>
                <td>{size(recording.sourceBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {recordings.length < recordingCount && (
        <p className="soft small">{text.shown(recordings.length, recordingCount)}</p>
      )}
    </section>
  );
}
