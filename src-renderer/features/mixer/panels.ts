import type { AutomationLane } from '../../../src-shared/project/automation-lane.ts';
import type { StripEntry } from '../../../src-shared/project/strip-entry.ts';
import type { DocumentStore } from '../../document/store.ts';
import type { PlaybackEngine } from '../../engine/engine.ts';

/** What a strip belongs to: a track, or another part of the mix that has one. */
export interface StripOwner {
  /** Names the owner in strip commands. */
  readonly id: string;
  /** As the user reads it. */
  readonly name: string;
  readonly strip: readonly StripEntry[];
  readonly automation: readonly AutomationLane[];
}

/** The props that every processor panel receives. */
export interface PanelProps {
  readonly owner: StripOwner;
  readonly entry: StripEntry;
  /** The index of the owner in the engine's meters. */
  readonly index: number;
  readonly sampleRate: number;
  readonly store: DocumentStore;
  readonly engine: PlaybackEngine;
  /** The owner's colour, as any CSS colour. */
  readonly colour: string;
}
