import { useMemo } from 'react';
import type { StripEntry, Track } from '../../../src-shared/project/document.ts';
import { parameterValue } from '../../../src-shared/mixing/processors/parameters.ts';
import type { ParameterSpec } from '../../../src-shared/mixing/processors/types.ts';
import type { DocumentStore } from '../../document/store.ts';

/** What a processor's panel may do with its entry. */
export interface EntryEdits {
  value: (spec: ParameterSpec) => number;
  set: (spec: ParameterSpec, value: number) => void;
  /** Makes everything between start and end one undo step. */
  gesture: (phase: 'start' | 'end') => void;
}

export function useEntry(store: DocumentStore, track: Track, entry: StripEntry): EntryEdits {
  return useMemo(
    () => ({
      value: (spec) => parameterValue(spec, entry.params),
      set: (spec, value) =>
        store.apply({ type: 'setParam', trackId: track.id, entryId: entry.id, param: spec.id, value }),
      gesture: (phase) => {
        if (phase === 'start') store.begin('changeProcessor');
        else store.end();
      },
    }),
    [store, track.id, entry],
  );
}
