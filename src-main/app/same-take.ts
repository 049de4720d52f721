import { isFailure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { PEAK_FRAMES } from '../audio/peaks/peaks.ts';
import { readPeaks } from '../audio/peaks/peaks-reader.ts';
import {
  envelopeOf,
  HOP_SECONDS,
  LENGTH_TOLERANCE_SECONDS,
  likeness,
  SAME_TAKE,
} from '../audio/peaks/same-take.ts';
import { peaksPathOf } from '../library/folder.ts';
import { getRecording, type ReadyStoredRecording } from '../library/rows/recordings.ts';
import { recordingsNearLength } from '../library/search/near-length.ts';
import type { Services } from './services.ts';

/** Of a library of clips that all have one length, only so many are compared. */
const MOST_COMPARED = 50;
/** Of a longer recording, its beginning is compared. */
const COMPARED_SECONDS = 1200;

/** Recognises one take in several formats by its stored waveform; the audio itself is not read. */
export function sameTakeCalls({ library }: Pick<Services, 'library'>): Pick<Calls['library'], 'sameTake'> {
  const { read, folder } = library;

  /** Null where the waveform is missing or too coarse at its sample rate. */
  const envelope = async ({ id, sampleRate, frames }: ReadyStoredRecording): Promise<Float64Array | null> => {
    const buckets = Math.floor(Math.min(COMPARED_SECONDS, frames / sampleRate) / HOP_SECONDS);
    if (buckets === 0 || sampleRate * HOP_SECONDS < PEAK_FRAMES) return null;
    const to = Math.round(buckets * HOP_SECONDS * sampleRate);
    try {
      return envelopeOf(await readPeaks(peaksPathOf(folder, id), { from: 0, to, buckets }));
    } catch (error) {
      if (isFailure(error) && error.code === 'file/not-found') return null;
      throw error;
    }
  };

  return {
    async sameTake({ recordingId }) {
      const recording = getRecording(read, recordingId);
      if (recording?.state !== 'ready') return [];
      const own = await envelope(recording);
      if (own === null) return [];
      const takes = [];
      for (const id of recordingsNearLength(read, {
        notId: recordingId,
        seconds: recording.frames / recording.sampleRate,
        tolerance: LENGTH_TOLERANCE_SECONDS,
        limit: MOST_COMPARED,
      })) {
        const other = getRecording(read, id);
        if (other?.state !== 'ready') continue;
        const its = await envelope(other);
        if (its !== null && likeness(own, its) >= SAME_TAKE) {
          takes.push({ id, title: other.title, format: other.format });
        }
      }
      return takes;
    },
  };
}
