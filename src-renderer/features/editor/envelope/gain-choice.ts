import type { FrameRange } from '../../../engine/protocol.ts';
import type { DocumentStore } from '../../../document/store.ts';
import { newGainRegionId } from '../../../document/envelope-commands.ts';
import type { EditorSession } from '../session.ts';

/** What the gain panel shows: a region of a track, or with null the fades of the track itself. */
export interface GainChoice {
  readonly trackId: string;
  readonly regionId: string | null;
  /** Whether the panel takes the focus. */
  readonly focus?: boolean;
}

const FADE_SECONDS = 0.01;

/** Makes a gain region of a passage. Its gain is 0 dB, so that nothing sounds different yet. */
function addGainRegion(store: DocumentStore, trackId: string, { start, end }: FrameRange): string | null {
  const { sampleRate } = store.getSnapshot().document;
  const frames = Math.min(Math.round(FADE_SECONDS * sampleRate), Math.floor((end - start) / 2));
  const fade = { frames, shape: 'raisedCosine' } as const;
  const id = newGainRegionId(envelopeIn(store, trackId));
  store.apply({
    type: 'putGainRegion',
    trackId,
    region: { id, start, end, gainDb: 0, fadeIn: fade, fadeOut: fade },
  });
  return hasRegion(store, trackId, id) ? id : null;
}

/**
 * Opens the gain panel for a track: with a passage, on a new region of it; otherwise on the region at the playhead, or
 * on the track's own fades.
 */
export function editGain(
  { store, engine, gainChoice }: Pick<EditorSession, 'store' | 'engine' | 'gainChoice'>,
  trackId: string,
  passage: FrameRange | null,
): void {
  const at = engine.position();
  const regionId =
    passage === null
      ? (envelopeIn(store, trackId)?.regions.find(({ start, end }) => start <= at && at < end)?.id ?? null)
      : addGainRegion(store, trackId, passage);
  gainChoice.set({ trackId, regionId, focus: true });
}

/** Deletes the region that the panel shows, if it shows one. */
export function removeChosenRegion({ store, gainChoice }: Pick<EditorSession, 'store' | 'gainChoice'>): void {
  const choice = gainChoice.getSnapshot();
  if (choice === null || choice.regionId === null) return;
  const { trackId, regionId } = choice;
  gainChoice.set(null);
  if (hasRegion(store, trackId, regionId)) store.apply({ type: 'removeGainRegion', trackId, regionId });
}

const envelopeIn = (store: DocumentStore, trackId: string) =>
  store.getSnapshot().document.tracks.find(({ id }) => id === trackId)?.envelope ?? null;

const hasRegion = (store: DocumentStore, trackId: string, regionId: string): boolean =>
  envelopeIn(store, trackId)?.regions.some(({ id }) => id === regionId) === true;
