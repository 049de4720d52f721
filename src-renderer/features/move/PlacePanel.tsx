import { FolderInput } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities, useHost } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import { MoveDialog } from './MoveDialog.tsx';
import './move.css';

/** Says where the library lies, and moves it. */
export function PlacePanel() {
  const text = words().relocation;
  const capabilities = useCapabilities();
  // Grows whenever the window has fetched everything anew, as it does after a move.
  const revision = useHost((host) => host.modelsRevision);
  const found = useLoad(`place-${revision}`, () => api.relocation.place());
  const [isOpen, setOpen] = useState(false);
  const canChoose = capabilities?.fileDialogs === true || capabilities?.folderBrowser === true;
  return (
    <section className="panel place" aria-labelledby="place-title">
      <h2 id="place-title">{text.title}</h2>
      {found.error !== null && <FailureNote {...describeFailure(found.error)} />}
      {found.data !== null && <p>{text.at(found.data.path ?? found.data.name)}</p>}
      <p className="soft small">{canChoose ? text.text : text.onlyShared}</p>
      {canChoose && (
        <div>
          <Button
            icon={<FolderInput size={15} aria-hidden="true" />}
            disabled={capabilities.readOnly}
            onClick={() => setOpen(true)}
          >
            {text.move}
          </Button>
        </div>
      )}
      {isOpen && <MoveDialog onClose={() => setOpen(false)} />}
    </section>
  );
}
