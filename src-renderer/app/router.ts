import { useSyncExternalStore } from 'react';
import { ItemId, RecordingId, SeparationId, StudyId } from '../../src-shared/project/ids.ts';

export type Route =
  | { readonly page: 'library' }
  | { readonly page: 'recording'; readonly recordingId: RecordingId }
  | { readonly page: 'notes'; readonly recordingId: RecordingId }
  | { readonly page: 'compare'; readonly recordingId: RecordingId }
  | { readonly page: 'editor'; readonly separationId: SeparationId }
  | { readonly page: 'quality'; readonly separationId: SeparationId }
  | { readonly page: 'similar'; readonly itemId: ItemId }
  /** Null selects the first tag. */
  | { readonly page: 'tags'; readonly tag: string | null }
  | { readonly page: 'batch' }
  | { readonly page: 'listeners' }
  | { readonly page: 'calibration' }
  | { readonly page: 'live' }
  | { readonly page: 'studies' }
  | { readonly page: 'study'; readonly studyId: StudyId }
  | { readonly page: 'models' }
  | { readonly page: 'adapt' }
  | { readonly page: 'storage' }
  | { readonly page: 'settings' };

/** Parses a location hash. Unknown hashes resolve to the library. */
export function parseRoute(hash: string): Route {
  const [page = '', id = ''] = hash.replace(/^#\/?/, '').split('/');
  switch (page) {
    case 'notes':
    case 'compare':
    case 'recording': {
      const recordingId = RecordingId.safeParse(id);
      return recordingId.success ? { page, recordingId: recordingId.data } : { page: 'library' };
    }
    case 'editor':
    case 'quality': {
      const separationId = SeparationId.safeParse(id);
      return separationId.success ? { page, separationId: separationId.data } : { page: 'library' };
    }
    case 'similar': {
      const itemId = ItemId.safeParse(id);
      return itemId.success ? { page, itemId: itemId.data } : { page: 'library' };
    }
    case 'tags':
      return { page, tag: id === '' ? null : decoded(id) };
    case 'study': {
      const studyId = StudyId.safeParse(id);
      return studyId.success ? { page, studyId: studyId.data } : { page: 'studies' };
    }
    case 'batch':
    case 'listeners':
    case 'calibration':
    case 'live':
    case 'studies':
    case 'models':
    case 'adapt':
    case 'storage':
    case 'settings':
      return { page };
    default:
      return { page: 'library' };
  }
}

/** Returns null if the text is not valid percent-encoding. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The inverse of `parseRoute`. */
export function hashOf(route: Route): string {
  switch (route.page) {
    case 'recording':
    case 'compare':
    case 'notes':
      return `#/${route.page}/${route.recordingId}`;
    case 'editor':
      return `#/editor/${route.separationId}`;
    case 'quality':
      return `#/quality/${route.separationId}`;
    case 'similar':
      return `#/similar/${route.itemId}`;
    case 'tags':
      return route.tag === null ? '#/tags' : `#/tags/${encodeURIComponent(route.tag)}`;
    case 'study':
      return `#/study/${route.studyId}`;
    case 'library':
    case 'batch':
    case 'listeners':
    case 'calibration':
    case 'live':
    case 'studies':
    case 'models':
    case 'adapt':
    case 'storage':
    case 'settings':
      return `#/${route.page}`;
  }
}

export function go(route: Route): void {
  window.location.hash = hashOf(route);
}

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

/** The current location hash; parse it with `parseRoute`. */
export const useHash = (): string => useSyncExternalStore(subscribe, () => window.location.hash);
