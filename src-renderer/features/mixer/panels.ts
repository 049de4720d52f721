import type { StripEntry, Track } from '../../../src-shared/project/document.ts';
import type { DocumentStore } from '../../document/store.ts';
import type { PlaybackEngine } from '../../engine/engine.ts';

/** The props that every processor panel receives. */
export interface PanelProps {
  readonly track: Track;
  readonly entry: StripEntry;
  /** The index of the track in the engine, which locates its meters. */
  readonly index: number;
  readonly sampleRate: number;
  readonly store: DocumentStore;
  readonly engine: PlaybackEngine;
  /** The track's colour, as any CSS colour. */
  readonly colour: string;
}
