import { Camera } from 'lucide-react';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { freeLetter } from '../../../document/snapshot-commands.ts';
import { Button } from '../../../ui/Button.tsx';
import { words } from '../../../words/words.ts';
import { titleOf } from './SnapshotBar.tsx';

interface Props {
  readonly document: ProjectDocument;
  /** The letter of the snapshot that is heard; null for the present mix. */
  readonly heard: string | null;
  onKeep: () => void;
}

/** Keeps the mix that is heard as a snapshot. */
export function KeepSnapshot({ document, heard, onKeep }: Props) {
  const text = words().snapshots;
  const heardSnapshot = document.snapshots.find(({ id }) => id === heard);
  const isFull = freeLetter(document) === null;
  return (
    <Button
      size="sm"
      variant="quiet"
      icon={<Camera size={14} aria-hidden="true" />}
      title={
        isFull ? text.full : heardSnapshot === undefined ? text.keep : text.keepCopy(titleOf(heardSnapshot))
      }
      disabled={isFull}
      onClick={onKeep}
    >
      {text.keepShort}
    </Button>
  );
}
