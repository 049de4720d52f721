import { Download, Ear, FileUp, Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Listener } from '../../../src-shared/contract/listeners.ts';
import { decodeText } from '../../../src-shared/format/decode-text.ts';
import {
  listenersToJson,
  mergedListeners,
  parseListeners,
  replacedListeners,
} from '../../../src-shared/hearing/listener-file.ts';
import { standardHearing } from '../../../src-shared/hearing/standard-audiograms.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities, useHost } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { EmptyState, FailureNote, Note } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import { freeName } from './form.ts';
import { ListenerEditor } from './ListenerEditor.tsx';
import './listeners.css';

/** Listeners whose audiograms saving would replace. */
interface Replacing {
  readonly names: readonly string[];
  readonly save: () => void;
}

/** The listeners whose hearing the library knows: their audiograms, read, edited, exported and removed. */
export function ListenersPage({ calibrationHref }: { readonly calibrationHref: string }) {
  const loaded = useHost((host) => host.loaded);
  const readOnly = useCapabilities()?.readOnly ?? false;
  const stored = useLoad(loaded ? 'listeners' : null, (signal) => api.listeners.list(undefined, { signal }));
  const [chosen, setChosen] = useState<string | null>(null);
  const [draft, setDraft] = useState<Listener | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const [replacing, setReplacing] = useState<Replacing | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const list = stored.data ?? [];
  const show = (name: string | null): void => {
    setReplacing(null);
    setDraft(null);
    setChosen(name);
    stored.reload();
  };
  /** Nobody loses an audiogram by accident. */
  const askBefore = (added: readonly Listener[], save: () => void): void => {
    const names = replacedListeners(list, added);
    if (names.length === 0) save();
    else setReplacing({ names, save });
  };
  const save = useAction(async (listener: Listener, before: string | null) => {
    await api.listeners.save([listener]);
    if (before !== null && before !== listener.name) await api.listeners.remove({ name: before });
    show(listener.name);
  });
  const add = useAction(async (listeners: Listener[]) => {
    await api.listeners.save(listeners);
    show(listeners[0]?.name ?? null);
  });
  const read = useAction(async (files: readonly File[]) => {
    const texts = await Promise.all(
      files.map(async (file) => decodeText(new Uint8Array(await file.arrayBuffer()))),
    );
    const listeners = mergedListeners(texts.map(parseListeners));
    askBefore(listeners, () => add.run(listeners));
  });
  const remove = useAction(async (name: string) => {
    await api.listeners.remove({ name });
    setRemoving(null);
    setChosen(null);
    stored.reload();
  });
  const shown = draft ?? list.find(({ name }) => name === chosen) ?? list[0];
  const error = stored.error ?? read.error ?? add.error ?? save.error ?? remove.error;
  const t = words().listeners;
  const begin = (): void => {
    const name = freeName(list.map((listener) => listener.name));
    setDraft({ name, hearing: standardHearing('N3') });
  };
  const actions = (
    <>
      <Button icon={<Plus size={16} aria-hidden="true" />} disabled={readOnly} onClick={begin}>
        {t.add}
      </Button>
      <Button
        icon={<FileUp size={16} aria-hidden="true" />}
        disabled={readOnly}
        busy={read.busy || add.busy}
        onClick={() => file.current?.click()}
      >
        {t.import}
      </Button>
    </>
  );
  return (
    <div className="page listeners">
      <header className="page-header">
        <div>
          <h1>{t.title}</h1>
          <p className="soft small">{t.lead}</p>
        </div>
        <div className="listener-actions">
          <a className="small" href={calibrationHref}>
            {words().calibration.link}
          </a>
          {actions}
          {list.length > 0 && (
            <Button icon={<Download size={16} aria-hidden="true" />} onClick={() => download(list)}>
              {t.export}
            </Button>
          )}
        </div>
      </header>
      <input
        ref={file}
        type="file"
        hidden
        multiple
        accept=".json,.csv,application/json,text/csv"
        aria-label={t.import}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          if (files.length > 0) read.run(files);
          event.target.value = '';
        }}
      />
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {shown === undefined ? (
        !stored.loading &&
        loaded && (
          <EmptyState icon={<Ear size={36} strokeWidth={1.4} aria-hidden="true" />} title={t.none}>
            {t.noneText}
          </EmptyState>
        )
      ) : (
        <div className="listeners-columns">
          <ul className="tag-list" aria-label={t.title}>
            {(draft === null ? list : [...list, draft]).map((listener) => (
              <li key={listener === draft ? 'draft' : listener.name}>
                <button
                  type="button"
                  className="listener-item"
                  aria-current={listener === shown}
                  onClick={() => {
                    if (listener !== draft) setDraft(null);
                    setChosen(listener.name);
                  }}
                >
                  <span className="ellipsis">{listener.name}</span>
                  {listener === draft && <span className="faint small">{t.unsaved}</span>}
                </button>
              </li>
            ))}
          </ul>
          <ListenerEditor
            key={shown === draft ? 'draft' : JSON.stringify(shown)}
            listener={shown}
            busy={save.busy}
            readOnly={readOnly}
            stored={shown !== draft}
            onSave={(listener) => {
              const before = shown === draft ? null : shown.name;
              const run = (): void => save.run(listener, before);
              if (listener.name === before) run();
              else askBefore([listener], run);
            }}
            onRemove={() => setRemoving(shown.name)}
          />
        </div>
      )}
      <Note>{t.privacy}</Note>
      {replacing !== null && (
        <ConfirmDialog
          open
          onOpenChange={(open) => {
            if (!open) setReplacing(null);
          }}
          title={t.replaceTitle(replacing.names.length)}
          action={t.replace}
          danger
          busy={save.busy || add.busy}
          onConfirm={replacing.save}
        >
          {t.replaceText(replacing.names.join(', '))}
        </ConfirmDialog>
      )}
      {removing !== null && (
        <ConfirmDialog
          open
          onOpenChange={(open) => {
            if (!open) setRemoving(null);
          }}
          title={t.removeTitle(removing)}
          action={words().common.remove}
          danger
          busy={remove.busy}
          onConfirm={() => remove.run(removing)}
        >
          {t.removeText}
        </ConfirmDialog>
      )}
    </div>
  );
}

/** Hands all listeners to the browser as a file in the challenges' format. */
function download(listeners: readonly Listener[]): void {
  const url = URL.createObjectURL(new Blob([listenersToJson(listeners)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'listeners.json';
  link.click();
  URL.revokeObjectURL(url);
}
