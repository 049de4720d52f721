import { Download } from 'lucide-react';
import type { NotesFormat } from '../../../src-shared/contract/notes.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { downloadAll } from '../../api/downloads.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { useNotify } from '../../ui/notify.ts';
import type { NotesSession } from './session.ts';
import { words } from '../../words/words.ts';

const FORMATS: readonly { readonly format: NotesFormat; readonly label: string }[] = [
  { format: 'midi', label: 'MIDI' },
  { format: 'musicxml', label: 'MusicXML' },
];

interface Props {
  readonly recordingId: RecordingId;
  readonly session: NotesSession;
}

/** Takes the notes out, a part a player, as they are on the screen. */
export function ExportNotes({ recordingId, session }: Props) {
  const notify = useNotify();
  const downloads = useCapabilities()?.download ?? false;
  const save = useAction(async (format: NotesFormat) => {
    try {
      await session.saveNow();
      const file = await api.notes.export({ recordingId, format });
      if (downloads) await downloadAll([file]);
      else notify({ tone: 'success', title: words().notes.exported, text: file.path ?? file.name });
    } catch (error) {
      const described = describeFailure(error);
      notify({ tone: 'error', title: described.title, text: described.advice });
    }
  });
  return (
    <>
      {FORMATS.map(({ format, label }) => (
        <Button
          key={format}
          size="sm"
          icon={<Download size={14} aria-hidden="true" />}
          busy={save.busy}
          onClick={() => save.run(format)}
        >
          {label}
        </Button>
      ))}
    </>
  );
}
