import { memo, useState } from 'react';
import { ArrowLeft, Gauge, History, Keyboard, Layers, Redo2, Scissors, Share, Undo2 } from 'lucide-react';
import type { ProjectId } from '../../../src-shared/project/ids.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { useLanguage, words } from '../../words/words.ts';
import { MixMenu } from './mixes/MixMenu.tsx';
import { SaveStatus } from './SaveStatus.tsx';
import type { EditorSession } from './session.ts';
import { useDocumentState } from './use-store.ts';
import { VersionsDialog } from './VersionsDialog.tsx';

interface Props {
  readonly session: EditorSession;
  readonly readOnly: boolean;
  /** Whether a passage is selected or looped, to be saved as an excerpt. */
  readonly hasPassage: boolean;
  onBack: () => void;
  /** Null if excerpts cannot be saved. */
  readonly onSaveExcerpt: (() => void) | null;
  onEditStems: () => void;
  onGuide: () => void;
  onQuality: () => void;
  onExport: () => void;
  onOpenMix: (projectId: ProjectId | null) => void;
}

/** The recording's title, whether the project is saved, undo, and what can be done with the project as a whole. */
export const EditorHeader = memo(function EditorHeader(props: Props) {
  const { session, hasPassage, onSaveExcerpt } = props;
  const { store, recording, separation } = session;
  const { canUndo, canRedo, undoLabel, redoLabel } = useDocumentState(store);
  const [versions, setVersions] = useState(false);
  useLanguage();
  const { editor, edits, units, common } = words();
  return (
    <header className="editor-header">
      <IconButton label={editor.backToRecording} onClick={props.onBack}>
        <ArrowLeft size={17} aria-hidden="true" />
      </IconButton>
      <div className="editor-title">
        <h1 className="ellipsis">{recording.title}</h1>
        <span className="faint small ellipsis">
          {units.listOf(separation.players.map((player) => player.label))}
        </span>
      </div>
      <MixMenu session={session} readOnly={props.readOnly} onOpen={props.onOpenMix} />
      <SaveStatus saving={session.saving} readOnly={props.readOnly} />
      <div className="editor-actions">
        <IconButton
          label={undoLabel === null ? editor.undo : editor.undoEdit(edits[undoLabel])}
          disabled={!canUndo}
          onClick={() => store.undo()}
        >
          <Undo2 size={17} aria-hidden="true" />
        </IconButton>
        <IconButton
          label={redoLabel === null ? editor.redo : editor.redoEdit(edits[redoLabel])}
          disabled={!canRedo}
          onClick={() => store.redo()}
        >
          <Redo2 size={17} aria-hidden="true" />
        </IconButton>
        <IconButton label={editor.versions.open} onClick={() => setVersions(true)}>
          <History size={16} aria-hidden="true" />
        </IconButton>
        {onSaveExcerpt !== null && (
          <IconButton
            label={hasPassage ? editor.saveExcerpt : editor.noExcerpt}
            disabled={!hasPassage}
            onClick={onSaveExcerpt}
          >
            <Scissors size={16} aria-hidden="true" />
          </IconButton>
        )}
        <IconButton label={editor.editStems} onClick={props.onEditStems}>
          <Layers size={16} aria-hidden="true" />
        </IconButton>
        <IconButton label={editor.keys} onClick={props.onGuide}>
          <Keyboard size={17} aria-hidden="true" />
        </IconButton>
        <Button icon={<Gauge size={15} aria-hidden="true" />} onClick={props.onQuality}>
          {editor.quality}
        </Button>
        <Button variant="primary" icon={<Share size={15} aria-hidden="true" />} onClick={props.onExport}>
          {common.export}
        </Button>
      </div>
      {versions && (
        <VersionsDialog session={session} readOnly={props.readOnly} onClose={() => setVersions(false)} />
      )}
    </header>
  );
});
