import { useMemo } from 'react';
import type { StripEntry } from '../../../src-shared/project/strip-entry.ts';
import { parameterValue } from '../../../src-shared/mixing/processors/parameters.ts';
import { entryTarget, pointsFor } from '../../../src-shared/mixing/targets.ts';
import type { ParameterSpec } from '../../../src-shared/mixing/processors/types.ts';
import type { DocumentStore } from '../../document/store.ts';
import type { StripOwner } from './panels.ts';

/** The edits that a processor's panel can make to its entry. */
export interface EntryEdits {
  value: (spec: ParameterSpec) => number;
  /** Whether a lane takes the control's place. */
  automated: (spec: ParameterSpec) => boolean;
  set: (spec: ParameterSpec, value: number) => void;
  /**
   * Groups all edits between start and end into one undo step. `spec` is of the control that makes the gesture, whose quick
   * repetitions join that step.
   */
  gesture: (phase: 'start' | 'end', spec?: ParameterSpec) => void;
}

export function useEntry(store: DocumentStore, owner: StripOwner, entry: StripEntry): EntryEdits {
  return useMemo(
    () => ({
      value: (spec) => parameterValue(spec, entry.params),
      automated: (spec) => pointsFor(owner.automation, entryTarget(entry.id, spec.id)) !== null,
      set: (spec, value) =>
        store.apply({ type: 'setParam', trackId: owner.id, entryId: entry.id, param: spec.id, value }),
      gesture: (phase, spec) => {
        const control = [owner.id, entry.id, spec?.id ?? ''].join(' ');
        if (phase === 'start') store.begin('changeProcessor', control);
        else store.end();
      },
    }),
    [store, owner.id, owner.automation, entry],
  );
}

/** Several edits as one undo step. */
export function inOneStep(edits: EntryEdits, change: () => void): void {
  edits.gesture('start');
  change();
  edits.gesture('end');
}
