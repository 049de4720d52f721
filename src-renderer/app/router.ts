import { useSyncExternalStore } from 'react';
import { RecordingId, SeparationId } from '../../src-shared/project/ids.ts';

export type Route =
  | { readonly page: 'library' }
  | { readonly page: 'recording'; readonly recordingId: RecordingId }
  | { readonly page: 'editor'; readonly separationId: SeparationId }
  | { readonly page: 'models' }
  | { readonly page: 'settings' };

/** The route that a location hash names; what is none of them is the library. */
export function parseRoute(hash: string): Route {
  const [page = '', id = ''] = hash.replace(/^#\/?/, '').split('/');
  switch (page) {
    case 'recording': {
      const recordingId = RecordingId.safeParse(id);
      return recordingId.success ? { page, recordingId: recordingId.data } : { page: 'library' };
    }
    case 'editor': {
      const separationId = SeparationId.safeParse(id);
      return separationId.success ? { page, separationId: separationId.data } : { page: 'library' };
    }
    case 'models':
    case 'settings':
      return { page };
    default:
      return { page: 'library' };
  }
}

/** The inverse of `parseRoute`. */
export function hashOf(route: Route): string {
  switch (route.page) {
    case 'recording':
      return `#/recording/${route.recordingId}`;
    case 'editor':
      return `#/editor/${route.separationId}`;
    case 'library':
    case 'models':
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

/** The hash as it stands; parse it with `parseRoute`. */
export const useHash = (): string => useSyncExternalStore(subscribe, () => window.location.hash);
