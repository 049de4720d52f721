import { Play, Square } from 'lucide-react';
import { useState } from 'react';
import type { ReadySeparation } from '../../../src-shared/contract/separation.ts';
import { previewAudioId, stemAudioId, type AudioId, type StemId } from '../../../src-shared/project/ids.ts';
import { useEditPreview, type RenderedPreview, type SoundMove } from '../../api/edit-preview.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useAudition } from '../../ui/audition.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly separation: ReadySeparation;
  /** Null while the form is incomplete. */
  readonly move: SoundMove | null;
  onHear: (() => void) | undefined;
}

const HEARD = ['sound', 'before', 'source', 'target'] as const;
type Heard = (typeof HEARD)[number];

/** Plays what a move would do before it is made. */
export function EditPreview({ separation, move, onHear }: Props) {
  const { id, version, from: start, stems } = separation;
  const audition = useAudition();
  const render = useEditPreview(id, version, () => {
    if (audition.key?.startsWith(KEY) === true) audition.stop();
  });
  const [shortened, setShortened] = useState(false);
  const texts = words().stemEdits;
  const hear = useAction(async (what: Heard) => {
    if (move === null) return;
    const preview = await render(move);
    const { sampleRate, channels, from, to } = preview;
    setShortened(preview.shortened);
    const audioId = audioOf(preview, what, move.source, version);
    const offset = what === 'before' ? from - start : 0;
    onHear?.();
    audition.play({
      ...{ key: keyOf(what), audioId, sampleRate, channels },
      ...{ from: offset, to: offset + to - from },
    });
  });
  const labelOf = (stemId: StemId | undefined): string =>
    stems.find((stem) => stem.id === stemId)?.label ?? '';
  const labels: Readonly<Record<Heard, string>> = {
    sound: texts.hearSound,
    before: texts.hearBefore(labelOf(move?.source)),
    source: texts.hearAfter(labelOf(move?.source)),
    target: texts.hearAfter(labelOf(move?.target)),
  };
  const failure = hear.error ?? (audition.failure?.key.startsWith(KEY) ? audition.failure.failure : null);
  return (
    <div role="group" aria-label={texts.hear} className="stem-edits-hear">
      <span className="field-label">{texts.hear}</span>
      {HEARD.map((what) => {
        const isPlaying = audition.key === keyOf(what);
        return (
          <Button
            key={what}
            size="sm"
            aria-pressed={isPlaying}
            disabled={move === null || hear.busy}
            icon={
              isPlaying ? (
                <Square size={12} fill="currentColor" aria-hidden="true" />
              ) : (
                <Play size={12} fill="currentColor" aria-hidden="true" />
              )
            }
            onClick={() => (isPlaying ? audition.stop() : hear.run(what))}
          >
            {labels[what]}
          </Button>
        );
      })}
      <span className="soft small" role="status">
        {hear.busy ? texts.rendering : shortened ? texts.shortened : ''}
      </span>
      {failure !== null && <FailureNote {...describeFailure(failure)} />}
    </div>
  );
}

const KEY = 'edit-preview';
const keyOf = (what: Heard): string => `${KEY} ${what}`;

const audioOf = ({ previewId }: RenderedPreview, what: Heard, source: StemId, version: number): AudioId =>
  what === 'before' ? stemAudioId(source, version) : previewAudioId(previewId, what);
