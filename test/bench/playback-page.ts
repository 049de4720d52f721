import { entryOf } from '../../src-shared/mixing/processors/registry.ts';
import { compressor } from '../../src-shared/mixing/processors/compressor/compressor.ts';
import { equaliser } from '../../src-shared/mixing/processors/equaliser/equaliser.ts';
import { newRecordingId, newStemId } from '../../src-shared/project/ids.ts';
import { fetchPcm } from '../../src-renderer/api/media.ts';
import { PlaybackEngine, START_MEASURE } from '../../src-renderer/engine/engine.ts';

/** The page of `playback.bench.ts`: the engine on an hour of eight stereo stems and the original. */
const RATE = 44_100;
const source = {
  sampleRate: RATE,
  frames: 3600 * RATE,
  stems: Array.from({ length: 8 }, () => ({ audioId: newStemId(), channels: 2 })),
  original: { audioId: newRecordingId(), channels: 2, offset: 0 },
};
const engine = new PlaybackEngine(source, fetchPcm);
const strip = [entryOf(equaliser, 'equaliser', false), entryOf(compressor, 'compressor', false)];
engine.configure({
  masterGainDb: 0,
  tracks: source.stems.map(({ audioId }) => ({
    id: audioId,
    audioId,
    gainDb: -3,
    pan: 0.1,
    muted: false,
    soloed: false,
    strip,
    automation: [],
    group: null,
    sendsDb: [-72, -72],
    envelope: null,
  })),
});

/** Milliseconds from a play or seek to its first audible block. */
async function untilHeard(ask: () => void): Promise<number> {
  performance.clearMeasures(START_MEASURE);
  ask();
  for (;;) {
    const [measure] = performance.getEntriesByName(START_MEASURE);
    if (measure !== undefined) return measure.duration;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

Object.assign(window, {
  playback: {
    play: () => untilHeard(() => void engine.play()),
    seek: (seconds: number) => untilHeard(() => engine.seek(seconds * RATE)),
    state: () => ({
      seconds: engine.position() / RATE,
      underruns: engine.state.getSnapshot().underruns,
      status: engine.state.getSnapshot().status,
    }),
  },
});
