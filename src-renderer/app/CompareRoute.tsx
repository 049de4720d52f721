import type { RecordingId } from '../../src-shared/project/ids.ts';
import { ComparePage } from '../features/compare/ComparePage.tsx';
import { PassagePicker } from '../features/recording/PassagePicker.tsx';
import { hashOf } from './router.ts';

/** The comparison of a recording's separations, with the passage picker of the recording's page. */
export function CompareRoute({ recordingId }: { readonly recordingId: RecordingId }) {
  return (
    <ComparePage
      recordingId={recordingId}
      recordingHref={hashOf({ page: 'recording', recordingId })}
      renderPassage={(recording, passage, onChange) => (
        <PassagePicker
          audio={{ ...recording, growing: false }}
          passage={passage}
          onChange={onChange}
          onSaveExcerpt={null}
        />
      )}
    />
  );
}
