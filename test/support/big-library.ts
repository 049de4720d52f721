/** A library of many recordings, for measuring what lists and searches cost. */
import { linkSync, statSync } from 'node:fs';
import { createPeaksWriter } from '../../src-main/audio/peaks/peaks.ts';
import { peaksPathOf } from '../../src-main/library/folder.ts';
import type { Library } from '../../src-main/library/open.ts';
import { newRecordingId, newSeparationId, newStemId } from '../../src-shared/project/ids.ts';
import { writeWav } from './wav.ts';

const INSTRUMENTS = ['violin', 'viola', 'cello', 'flute', 'oboe', 'clarinet', 'bassoon', 'horn'];
const COMPOSERS = ['Brahms', 'Haydn', 'Mozart', 'Beethoven', 'Dvořák', 'Ravel', '武満 徹', 'Bartók'];
const WORKS = [
  'String Quartet',
  'Serenade',
  'Divertimento',
  '弦楽四重奏曲',
  'Clarinet Quintet',
  'Trio',
  'Chorale',
];
const KEYS = ['C major', 'A minor', 'B flat major', 'ハ短調', 'G minor', 'E flat major', 'D major'];

const ENSEMBLES = ['Amadeus', 'Borodin', 'Emerson', 'Hagen', 'Takács', 'Végh'];

const RATE = 44_100;
const SECONDS = 5;

/**
 * Adds recordings with a separation each, as imports leave them. They share one audio file, and their peaks are links to
 * one file.
 * @param path where the audio file goes
 */
export async function fillWithMany(
  { write, folder }: Library,
  path: string,
  counts: { readonly recordings: number; readonly stemsEach: number },
): Promise<void> {
  if (write === null) throw new Error('the library can not be written to');
  writeWav(path, { seconds: SECONDS, rate: RATE });
  const { size, mtimeMs } = statSync(path);
  const firstPeaks = `${path}.peaks`;
  const peaks = await createPeaksWriter(firstPeaks, 2);
  const wave = Float32Array.from({ length: SECONDS * RATE }, (_, n) => Math.sin(n / 3000) * Math.sin(n / 7));
  peaks.push([wave, wave]);
  await peaks.finish();
  write.transaction(() => {
    for (let index = 0; index < counts.recordings; index += 1) {
      const pick = <T>(list: readonly T[], every = 1): T =>
        list[Math.floor(index / every) % list.length] as T;
      const id = newRecordingId();
      write.run(
        `INSERT INTO recordings (id, title, file_name, state, storage, is_demo, imported_at, source_path, source_bytes,
           source_mtime_ms, format, sample_format, sample_rate, channels, frames, audio_path, channel_map, metadata)
         VALUES ($id, $title, $file, 'ready', 'reference', 0, $at, $path, $size, $mtimeMs, 'wav', 's16', $rate, 2, $frames,
           $path, '[0,1]', $metadata)`,
        {
          ...{ id, path, size, mtimeMs, rate: RATE, frames: SECONDS * RATE },
          title: `${pick(COMPOSERS)}: ${pick(WORKS, 8)} No. ${index + 1} in ${pick(KEYS, 3)}`,
          file: `take-${String(index).padStart(6, '0')}.wav`,
          at: new Date(1.7e12 + index * 1000).toISOString(),
          metadata: JSON.stringify({
            composer: pick(COMPOSERS),
            ensemble: `${pick(ENSEMBLES, 5)} Quartet`,
            date: `${1950 + (index % 71)}-${String((index % 12) + 1).padStart(2, '0')}`,
          }),
        },
      );
      linkSync(firstPeaks, peaksPathOf(folder, id));
      const separation = newSeparationId();
      write.run(
        `INSERT INTO separations (id, recording_id, model_id, model_version, players, from_sample, to_sample, state, created_at)
         VALUES ($separation, $id, 'm', '1', '[]', 0, $frames, 'ready', '2026')`,
        { separation, id, frames: SECONDS * RATE },
      );
      for (let position = 0; position < counts.stemsEach; position += 1) {
        const instrument = INSTRUMENTS[(index + position) % INSTRUMENTS.length] ?? 'violin';
        write.run(
          `INSERT INTO players (recording_id, position, player_id, instrument, label)
           VALUES ($id, $position, $instrument, $instrument, $instrument)`,
          { id, position, instrument },
        );
        write.run(
          `INSERT INTO stems (id, separation_id, position, name, label, instrument, is_rest, channels, frames, sample_rate, path)
           VALUES ($stem, $separation, $position, $instrument, $instrument, $instrument, 0, 2, $frames, $rate, 'a.wav')`,
          { stem: newStemId(), separation, position, instrument, frames: SECONDS * RATE, rate: RATE },
        );
      }
    }
  });
}
