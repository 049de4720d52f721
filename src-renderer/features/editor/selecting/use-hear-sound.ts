import type { ReadySeparation } from '../../../../src-shared/contract/separation.ts';
import { previewAudioId, type StemId } from '../../../../src-shared/project/ids.ts';
import type { SoundSelection } from '../../../../src-shared/project/sound-selection.ts';
import { useEditPreview } from '../../../api/edit-preview.ts';
import { useAction } from '../../../api/hooks.ts';
import { useAudition } from '../../../ui/audition.ts';

const KEY = 'selected-sound';

/** Plays the selected sound of a stem alone; the stems stay as they are. */
export function useHearSound(
  { id, version, stems }: ReadySeparation,
  stemId: StemId | null,
  /** In samples of the recording. */
  selection: SoundSelection | null,
  pause: () => void,
) {
  const audition = useAudition();
  const render = useEditPreview(id, version, () => {
    if (audition.key === KEY) audition.stop();
  });
  // What is heard alone is the same wherever it would go.
  const target = stems.find((stem) => stem.id !== stemId)?.id;
  const rendering = useAction(async () => {
    if (stemId === null || target === undefined || selection === null) return;
    const preview = await render({ source: stemId, target, share: 1, selection });
    const { previewId, sampleRate, channels, from, to } = preview;
    pause();
    audition.play({
      ...{ key: KEY, audioId: previewAudioId(previewId, 'sound'), sampleRate, channels },
      ...{ from: 0, to: to - from },
    });
  });
  const hearing = audition.key === KEY;
  return {
    hearing,
    rendering: rendering.busy,
    error: rendering.error ?? (audition.failure?.key === KEY ? audition.failure.failure : null),
    toggle: (): void => (hearing ? audition.stop() : rendering.run()),
  };
}
