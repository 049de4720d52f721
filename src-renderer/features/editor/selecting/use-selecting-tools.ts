import { useMemo, useState } from 'react';
import { shiftedShapes } from '../../../../src-shared/dsp/region/shapes.ts';
import type { RecordingId } from '../../../../src-shared/project/ids.ts';
import { useNotesOf } from '../../../api/notes.ts';
import { useStable } from '../../../ui/use-stable.ts';
import { withoutLast, type TrackSound } from './shapes.ts';
import { ToolStore, type Tool } from './tools.ts';

interface Options {
  readonly recordingId: RecordingId;
  /** Sample of the recording where the stems begin. */
  readonly offset: number;
  readonly sound: TrackSound | null;
  selectSound: (sound: TrackSound | null) => void;
  /** A tool was chosen that needs a spectrogram. */
  onDrawing: () => void;
}

/** The selecting tools, what they need to know, and the actions of their keys. */
export function useSelectingTools({ recordingId, offset, sound, selectSound, onDrawing }: Options) {
  const [tools] = useState(() => new ToolStore());
  /** While the pointer is down, the bar stays away: the tracks must not move under it. */
  const [isDrawing, setDrawing] = useState(false);
  const document = useNotesOf(recordingId).data?.document ?? null;
  const notes = useMemo(
    () =>
      (document?.notes ?? []).map(({ id, onset, offset: end, pitch }) => ({
        ...{ id, pitch, onset: onset - offset, offset: end - offset },
      })),
    [document, offset],
  );
  const onSound = useStable((next: TrackSound | null, drawing: boolean) => {
    setDrawing(drawing);
    selectSound(next);
  });
  /** The selected sound in samples of the recording. */
  const drawn = useMemo(() => sound && shiftedShapes(sound.shapes, offset), [sound, offset]);
  const chooseTool = useStable((tool: Tool) => {
    tools.set({ tool, erase: false });
    if (tool !== 'time') onDrawing();
  });
  const context = useMemo(
    () => ({ tools, notes, onSound, onTool: chooseTool }),
    [tools, notes, onSound, chooseTool],
  );
  return {
    context,
    drawn,
    isDrawing,
    chooseTool,
    toggleErase: () => tools.set({ erase: !tools.state.getSnapshot().erase, tool: 'brush' }),
    takeBack: () => {
      if (sound !== null) selectSound(withoutLast(sound));
    },
  };
}
