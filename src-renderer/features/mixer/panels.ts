import type { StripEntry, Track } from '../../../src-shared/project/document.ts';
import type { DocumentStore } from '../../document/store.ts';
import type { PlaybackEngine } from '../../engine/engine.ts';

/** What every processor's panel is given. */
export interface PanelProps {
  readonly track: Track;
  readonly entry: StripEntry;
  /** The track's place among the engine's tracks: where its meters are read. */
  readonly index: number;
  readonly sampleRate: number;
  readonly store: DocumentStore;
  readonly engine: PlaybackEngine;
  /** Any CSS colour: the track's. */
  readonly colour: string;
}
