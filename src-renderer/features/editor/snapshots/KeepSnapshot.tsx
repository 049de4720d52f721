import { Camera } from 'lucide-react';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { freeLetter } from '../../../document/snapshot-commands.ts';
import { Button } from '../../../ui/Button.tsx';
import { words } from '../../../words/words.ts';

interface Props {
  readonly document: ProjectDocument;
  onKeep: () => void;
}

/** Keeps the present mix as a snapshot. */
export function KeepSnapshot({ document, onKeep }: Props) {
  const text = words().snapshots;
  const isFull = freeLetter(document) === null;
  return (
    <Button
      size="sm"
      variant="quiet"
      icon={<Camera size={14} aria-hidden="true" />}
      title={isFull ? text.full : text.keep}
      disabled={isFull}
      onClick={onKeep}
    >
      {text.keepShort}
    </Button>
  );
}
