import { BatchPage } from '../features/batch/BatchPage.tsx';
import { HostPicker } from '../features/batch/HostPicker.tsx';
import { WatchPanel } from '../features/watch/WatchPanel.tsx';
import { hashOf } from './router.ts';

/** Importing lists and folders, once or whenever something comes. */
export function BatchRoute() {
  return (
    <BatchPage
      libraryHref={hashOf({ page: 'library' })}
      watched={<WatchPanel renderPicker={(onPick) => <HostPicker onPick={onPick} />} />}
    />
  );
}
