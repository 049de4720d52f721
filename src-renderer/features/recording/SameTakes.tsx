import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { FailureNote } from '../../ui/feedback.tsx';
import { SameTakeLine } from './SameTakeLine.tsx';

interface Props {
  readonly recordingId: RecordingId;
  hrefOf: (recordingId: RecordingId) => string;
}

/** The other files in the library that contain the same take. */
export function SameTakes({ recordingId, hrefOf }: Props) {
  const { data, error } = useLoad(recordingId, (signal) => api.library.sameTake({ recordingId }, { signal }));
  if (error !== null) return <FailureNote {...describeFailure(error)} />;
  return <SameTakeLine takes={data ?? []} hrefOf={hrefOf} />;
}
