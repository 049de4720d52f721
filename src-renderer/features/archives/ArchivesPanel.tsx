import { FileArchive, FileInput } from 'lucide-react';
import { useState } from 'react';
import { useCapabilities } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { words } from '../../words/words.ts';
import { ExportArchiveDialog } from './ExportArchiveDialog.tsx';
import { ImportArchiveDialog } from './ImportArchiveDialog.tsx';
import './archives.css';

/** Exports the library as one archive, and takes over another. */
export function ArchivesPanel() {
  const text = words().archives;
  const readOnly = useCapabilities()?.readOnly ?? true;
  const [open, setOpen] = useState<'export' | 'import' | null>(null);
  const close = (): void => setOpen(null);
  return (
    <section className="panel archives" aria-labelledby="archives-title">
      <h2 id="archives-title">{text.title}</h2>
      <p className="soft small">{text.text}</p>
      <div className="archives-actions">
        <Button icon={<FileArchive size={15} aria-hidden="true" />} onClick={() => setOpen('export')}>
          {text.exportAll}
        </Button>
        <Button
          icon={<FileInput size={15} aria-hidden="true" />}
          disabled={readOnly}
          onClick={() => setOpen('import')}
        >
          {text.importOne}
        </Button>
      </div>
      {open === 'export' && <ExportArchiveDialog recordingIds={null} onClose={close} />}
      {open === 'import' && <ImportArchiveDialog onClose={close} />}
    </section>
  );
}
