import { X } from 'lucide-react';
import type { GrantedFile } from '../../../../src-shared/contract/system.ts';
import type { Room } from '../../../../src-shared/project/buses.ts';
import type { ProjectId } from '../../../../src-shared/project/ids.ts';
import { api } from '../../../api/client.ts';
import { useAction } from '../../../api/hooks.ts';
import { describeFailure } from '../../../api/messages.ts';
import { useChosenFile } from '../../../api/use-chosen-file.ts';
import type { DocumentStore } from '../../../document/store.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { words } from '../../../words/words.ts';

interface Props {
  readonly projectId: ProjectId;
  readonly room: Room;
  readonly index: number;
  readonly store: DocumentStore;
}

/** A room's impulse response: chosen, named, removed. */
export function ImpulseChoice({ projectId, room, index, store }: Props) {
  const text = words().processors.impulse;
  const adding = useAction(async (file: GrantedFile) => {
    const impulse = await api.projects.addImpulse({ projectId, file: file.grantId });
    store.apply({ type: 'setRoomImpulse', room: index, impulse });
  });
  const file = useChosenFile('audio', (chosen) => adding.run(chosen));
  const busy = adding.busy || file.busy;
  const error = adding.error ?? file.error;
  const { impulse } = room;
  return (
    <div className="impulse-choice">
      {impulse !== null && (
        <div className="impulse-name">
          <span className="ellipsis" title={impulse.name}>
            {impulse.name}
          </span>
          <IconButton
            size="sm"
            label={text.remove(impulse.name)}
            onClick={() => store.apply({ type: 'setRoomImpulse', room: index, impulse: null })}
          >
            <X size={13} aria-hidden="true" />
          </IconButton>
        </div>
      )}
      <input {...file.input} />
      <Button size="sm" disabled={busy} onClick={file.choose}>
        {busy ? text.busy : text.choose}
      </Button>
      {error !== null && (
        <p className="small" role="alert">
          {describeFailure(error).title}
        </p>
      )}
    </div>
  );
}
