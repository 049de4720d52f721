import type { ReadySeparation, Stem } from '../../../../src-shared/contract/separation.ts';
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
export function useClips({ id, version, stems: parts, from, to }: ReadySeparation): Loaded<Clips> {
  return useLoad(`clips ${id} ${version}`, async (signal): Promise<Clips> => {
    const frames = to - from;
    const [stems, rest] = [parts.filter(({ isRest }) => !isRest), parts.filter(({ isRest }) => isRest)];
    const sampleRate = stems[0]?.sampleRate ?? 1;
    const bucket = Math.max(BUCKET_SECONDS * sampleRate, frames / MOST_BUCKETS);
    const buckets = Math.max(1, Math.floor(frames / bucket));
    const energiesOf = (of: readonly Stem[]) =>
      Promise.all(
        of.map(async ({ id: stemId }) => {
          const audioId = stemAudioId(stemId, version);
          return energyOf(await fetchPeaks(audioId, { from: 0, to: frames, buckets }, signal));
        }),
      );
    const [energies, others] = await Promise.all([energiesOf(stems), energiesOf(rest)]);
    const width = Math.round((CLIP_SECONDS * sampleRate) / (frames / buckets));
    const passages = clearestPassages(energies, width, others);
    return new Map(
      stems.flatMap(({ id: stemId, channels, label: title }, index) => {
        const passage = passages[index];
        if (passage == null) return [];
        const audioId = stemAudioId(stemId, version);
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
