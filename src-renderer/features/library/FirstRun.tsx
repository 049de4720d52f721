import { AudioLines, Music4, Plus } from 'lucide-react';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { ReadOnlyNote } from './ReadOnlyNote.tsx';

interface Props {
  readonly readOnly: boolean;
  onOpen: (id: RecordingId) => void;
  onImport: () => void;
}

/** What an empty library shows: what Divisi does, and two ways to begin. */
export function FirstRun({ readOnly, onOpen, onImport }: Props) {
  const demo = useAction(async () => {
    const { recordingId } = await api.library.importDemo();
    onOpen(recordingId);
  });
  return (
    <div className="page first-run">
      <div className="first-run-inner">
        <Mark />
        <h1>Take a recording apart into its players</h1>
        <p className="first-run-lead">
          Divisi separates a small classical ensemble into one track a player. Solo them, rebalance and treat
          them, and export stems that add up to the recording exactly.
        </p>
        {readOnly && <ReadOnlyNote />}
        {demo.error !== null && <FailureNote {...describeFailure(demo.error)} />}
        <div className="first-run-choices">
          <section className="first-run-choice">
            <Music4 size={22} strokeWidth={1.6} aria-hidden="true" />
            <h2>Try the demo</h2>
            <p className="soft small">A short duo that comes with Divisi, with its players already named.</p>
            <Button
              size="lg"
              variant="primary"
              busy={demo.busy}
              disabled={readOnly}
              onClick={() => demo.run()}
            >
              Open the demo recording
            </Button>
          </section>
          <section className="first-run-choice">
            <AudioLines size={22} strokeWidth={1.6} aria-hidden="true" />
            <h2>Bring your own</h2>
            <p className="soft small">
              WAV, AIFF, FLAC, MP3, Ogg or Opus, at any rate. Or drop files and folders here.
            </p>
            <Button
              size="lg"
              icon={<Plus size={17} aria-hidden="true" />}
              onClick={onImport}
              disabled={readOnly}
            >
              Import a recording
            </Button>
          </section>
        </div>
        <p className="faint small">Everything stays on this computer. Your files are never changed.</p>
      </div>
    </div>
  );
}

/** One line that divides into three. */
function Mark() {
  return (
    <svg className="mark" viewBox="0 0 120 56" width="120" height="56" aria-hidden="true">
      <path d="M4 28h34" stroke="var(--text)" />
      <path d="M38 28c20 0 20-20 40-20h38" stroke="var(--track-0)" />
      <path d="M38 28h78" stroke="var(--track-1)" />
      <path d="M38 28c20 0 20 20 40 20h38" stroke="var(--success)" />
    </svg>
  );
}
