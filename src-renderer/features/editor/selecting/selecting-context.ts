import { createContext, useContext } from 'react';
import type { KnownNote } from './find-note.ts';
import type { TrackSound } from './shapes.ts';
import type { Tool, ToolStore } from './tools.ts';

interface Selecting {
  readonly tools: ToolStore;
  /** The recording's notes, in samples of the stems. */
  readonly notes: readonly (KnownNote & { readonly id: string })[];
  /** Selects sound of one track; `isDrawing` while the pointer is still down. */
  readonly onSound: (sound: TrackSound | null, isDrawing: boolean) => void;
  readonly onTool: (tool: Tool) => void;
}

/** The selecting tools of the open editor. */
export const SelectingContext = createContext<Selecting | null>(null);

export function useSelecting(): Selecting {
  const selecting = useContext(SelectingContext);
  if (selecting === null) throw new Error('used outside of the editor');
  return selecting;
}
