import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { ReadySeparation } from '../../../src-shared/contract/separation.ts';
import { gridBits } from '../../../src-shared/dsp/quantise.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { isActive } from '../../api/host-state.ts';
import { describeFailure } from '../../api/messages.ts';
import { useJobs } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly separation: ReadySeparation;
  readonly recording: ReadyRecording;
  readonly readOnly: boolean;
}

/** How the stems are stored, and a button that stores them otherwise. */
export function StoreStems({ separation, recording, readOnly }: Props) {
  const store = useAction(async (format: ReadySeparation['stemFormat']) => {
    await api.separation.storeStems({ separationId: separation.id, format });
  });
  const job = useJobs().find(
    (each) => each.kind === 'store-stems' && each.separationId === separation.id && isActive(each),
  );
  const text = words().recording.storing;
  // The stems of a recording of floats are finer than FLAC's 24 bits.
  if (gridBits(recording.sampleFormat) === null) return null;
  const other = separation.stemFormat === 'flac' ? 'wav' : 'flac';
  return (
    <p className="soft small store-stems">
      {text.storedAs[separation.stemFormat]}{' '}
      <Button
        size="sm"
        variant="quiet"
        busy={store.busy || job !== undefined}
        disabled={readOnly}
        title={text.detail[other]}
        onClick={() => store.run(other)}
      >
        {text.storeAs[other]}
      </Button>
      {store.error !== null && (
        <span className="separation-error" role="alert">
          {describeFailure(store.error).title}
        </span>
      )}
    </p>
  );
}
