import { AudioLines, Music4, Plus } from 'lucide-react';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { ReadOnlyNote } from './ReadOnlyNote.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly readOnly: boolean;
  onOpen: (id: RecordingId) => void;
  onImport: () => void;
  /** The URL of the page for importing lists and folders. */
  readonly batchHref: string;
}

/** The empty library's page: introduces Divisi and offers two ways to start. */
export function FirstRun({ readOnly, onOpen, onImport, batchHref }: Props) {
  const demo = useAction(async () => {
    const { recordingId } = await api.library.importDemo();
    onOpen(recordingId);
  });
  return (
    <div className="page first-run">
      <div className="first-run-inner">
        <Mark />
        <h1>{words().library.firstRun.title}</h1>
        <p className="first-run-lead">{words().library.firstRun.lead}</p>
        {readOnly && <ReadOnlyNote />}
        {demo.error !== null && <FailureNote {...describeFailure(demo.error)} />}
        <div className="first-run-choices">
          <section className="first-run-choice">
            <Music4 size={22} strokeWidth={1.6} aria-hidden="true" />
            <h2>{words().library.firstRun.demo}</h2>
            <p className="soft small">{words().library.firstRun.demoText}</p>
            <Button
              size="lg"
              variant="primary"
              busy={demo.busy}
              disabled={readOnly}
              onClick={() => demo.run()}
            >
              {words().library.firstRun.openDemo}
            </Button>
          </section>
          <section className="first-run-choice">
            <AudioLines size={22} strokeWidth={1.6} aria-hidden="true" />
            <h2>{words().library.firstRun.own}</h2>
            <p className="soft small">
              {words().library.firstRun.ownText} {!readOnly && <a href={batchHref}>{words().batch.link}</a>}
            </p>
            <Button
              size="lg"
              icon={<Plus size={17} aria-hidden="true" />}
              onClick={onImport}
              disabled={readOnly}
            >
              {words().library.firstRun.import}
            </Button>
          </section>
        </div>
        <p className="faint small">{words().library.firstRun.private}</p>
      </div>
    </div>
  );
}

/** The logo: one line that splits into three. */
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
