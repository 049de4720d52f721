import type { ReadySeparation } from '../../../../src-shared/contract/separation.ts';
import { stemAudioId, type StemId } from '../../../../src-shared/project/ids.ts';
import { useLoad, type Loaded } from '../../../api/hooks.ts';
import { fetchPeaks } from '../../../api/media.ts';
import type { AuditionRequest } from '../../../ui/audition.ts';
import { clearestPassages, energyOf } from './clearest.ts';

const CLIP_SECONDS = 6;
const BUCKET_SECONDS = 0.5;
/** Long recordings have longer buckets. */
const MOST_BUCKETS = 4000;

export type Clips = ReadonlyMap<StemId, AuditionRequest>;

/** Where each stem of a separation is clearest, to be played alone; silent stems have no clip. */
export function useClips({ id, version, stems, from, to }: ReadySeparation): Loaded<Clips> {
  return useLoad(`clips ${id} ${version}`, async (signal): Promise<Clips> => {
    const frames = to - from;
    const sampleRate = stems[0]?.sampleRate ?? 1;
    const bucket = Math.max(BUCKET_SECONDS * sampleRate, frames / MOST_BUCKETS);
    const buckets = Math.max(1, Math.floor(frames / bucket));
    const audio = stems.map((stem) => stemAudioId(stem.id, version));
    const peaks = await Promise.all(
      audio.map((audioId) => fetchPeaks(audioId, { from: 0, to: frames, buckets }, signal)),
    );
    const width = Math.round((CLIP_SECONDS * sampleRate) / (frames / buckets));
    const passages = clearestPassages(peaks.map(energyOf), width);
    return new Map(
      stems.flatMap(({ id: stemId, channels, label: title }, index) => {
        const [passage, audioId] = [passages[index], audio[index]];
        if (passage == null || audioId === undefined) return [];
        const range = {
          from: Math.round((passage.from * frames) / buckets),
          to: Math.round((passage.to * frames) / buckets),
        };
        return [
          [stemId, { key: `clip ${audioId}`, title, audioId, sampleRate, channels, ...range }] as const,
        ];
      }),
    );
  });
}
