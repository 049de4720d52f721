import { FileAudio, ImagePlus, Trash2 } from 'lucide-react';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import type { GrantId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { noteRecording } from '../../api/store.ts';
import { useChosenFile } from '../../api/use-chosen-file.ts';
import { Cover, NoCover } from '../../ui/Cover.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly recording: Recording;
  readonly readOnly: boolean;
}

/** The recording's cover, which opens a menu to choose another. */
export function CoverMenu({ recording, readOnly }: Props) {
  const t = words().recording.cover;
  const set = useAction(async (picture: GrantId | 'in-file' | null) => {
    noteRecording(await api.library.setCover({ recordingId: recording.id, picture }));
  });
  const file = useChosenFile('image', ({ grantId }) => set.run(grantId));
  const shown =
    recording.cover === null ? <NoCover /> : <Cover name={recording.cover} alt={t.of(recording.title)} />;
  if (readOnly || recording.state !== 'ready') return <div className="recording-cover">{shown}</div>;
  const error = file.error ?? set.error;
  return (
    <div className="recording-cover">
      <Menu
        align="start"
        entries={[
          {
            kind: 'item',
            label: t.choose,
            icon: <ImagePlus size={14} aria-hidden="true" />,
            onSelect: file.choose,
          },
          {
            kind: 'item',
            label: t.fromFile,
            icon: <FileAudio size={14} aria-hidden="true" />,
            onSelect: () => set.run('in-file'),
          },
          { kind: 'separator' },
          {
            kind: 'item',
            label: t.remove,
            icon: <Trash2 size={14} aria-hidden="true" />,
            disabled: recording.cover === null,
            onSelect: () => set.run(null),
          },
        ]}
        trigger={
          <button
            type="button"
            className="cover-button"
            aria-label={t.change}
            aria-busy={file.busy || set.busy}
          >
            {shown}
          </button>
        }
      />
      <input {...file.input} />
      {error !== null && <FailureNote {...describeFailure(error)} />}
    </div>
  );
}
