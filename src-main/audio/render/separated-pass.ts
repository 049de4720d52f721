import { Failure } from '../../../src-shared/contract/failure.ts';
import type { SampleRange } from '../../../src-shared/project/document.ts';
import type { PcmReader } from '../read/pcm.ts';
import type { ExportSound } from './export-input.ts';
import type { Sources } from './sources.ts';
import { exportSplit, type SplitResult } from './split-export.ts';

type Write = (block: readonly Float32Array[]) => Promise<void>;

export interface SeparatedPass {
  readonly sound: ExportSound;
  readonly sources: Sources;
  readonly range: SampleRange;
  readonly gainDb: number;
  readonly signal: AbortSignal;
  readonly progress: (done: number) => void;
}

/**
 * Renders tracks as separated, over one range.
 * @param writes by track id; null only measures. Tracks without an entry are no files, but the rest must not take them in.
 * @returns clipped samples by track id, and what the split needs
 * @throws Failure `audio/clips` where a written file would clip and nothing takes it up
 */
export async function separatedPass(
  { sound, sources, range, gainDb, signal, progress }: SeparatedPass,
  writes: ReadonlyMap<string, Write | null>,
): Promise<SplitResult & { readonly clipped: ReadonlyMap<string, number> }> {
  const { document, bitDepth, sampleRate } = sound;
  const recording = await sources.recording();
  if (recording.frames < document.offset + range.end) {
    throw new Failure('project/invalid', 'The recording is shorter than what was separated');
  }
  const chosen = document.tracks.filter(({ id }) => writes.has(id));
  const parts: { trackId: string; isRest: boolean; reader: PcmReader; write: Write | null }[] = [];
  for (const track of chosen) {
    const reader = await sources.track(track);
    const write = writes.get(track.id) ?? null;
    parts.push({ trackId: track.id, isRest: track.source.kind === 'rest', reader, write });
  }
  const stems = parts.filter(({ isRest }) => !isRest);
  const rest = parts.find(({ isRest }) => isRest) ?? null;
  const result = await exportSplit({
    recording,
    offset: document.offset,
    stems: rest === null ? stems : [...stems, ...(await unchosenStems(sound, sources, writes))],
    rest,
    from: range.start,
    to: range.end,
    fromRate: document.sampleRate,
    toRate: sampleRate,
    bitDepth,
    gainDb,
    signal,
    progress,
  });
  const clipped = new Map(stems.map(({ trackId }, index) => [trackId, result.clippedStems[index] ?? 0]));
  return { ...result, clipped };
}

/** Every stem that is no file of this export: of an unchosen track, or without a track. */
async function unchosenStems(sound: ExportSound, sources: Sources, writes: ReadonlyMap<string, unknown>) {
  const { tracks } = sound.document;
  const rests = tracks.filter(({ source }) => source.kind === 'rest').map(({ source }) => source.stemId);
  const written = tracks.filter(({ id }) => writes.has(id)).map(({ source }) => source.stemId);
  const known = new Set<string>([...rests, ...written]);
  const unchosen = [];
  for (const [stemId, file] of Object.entries(sound.stems)) {
    if (!known.has(stemId)) unchosen.push({ reader: await sources.stem(file), write: null });
  }
  return unchosen;
}
