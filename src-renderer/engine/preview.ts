import { ToneAudioBuffer } from 'tone/build/esm/core/context/ToneAudioBuffer.js';
import { ToneBufferSource } from 'tone/build/esm/source/buffer/ToneBufferSource.js';
import { Failure, isCancelled, isFailure } from '../../src-shared/contract/failure.ts';
import type { AudioId } from '../../src-shared/project/ids.ts';
import { createGraph, type Graph } from './graph.ts';
import { Observable } from './observable.ts';
import type { FetchPcm } from './stream.ts';

/** The audio to play: frames `[from, to)` of a recording or stem. */
export interface PreviewRequest {
  readonly audioId: AudioId;
  readonly sampleRate: number;
  readonly channels: number;
  readonly from: number;
  readonly to: number;
}

export interface PreviewState {
  readonly status: 'idle' | 'loading' | 'playing';
  readonly audioId: AudioId | null;
  readonly failure: Failure | null;
}

export interface Preview {
  readonly getSnapshot: () => PreviewState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Stops what plays and plays this instead. */
  play: (request: PreviewRequest) => Promise<void>;
  stop: () => void;
  /** Frame being heard, or null while nothing is. */
  position: () => number | null;
  setOutput: (deviceId: string) => Promise<void>;
  dispose: () => Promise<void>;
}

/** The first piece is short so that playback starts soon; two pieces are always buffered. */
const FIRST_SECONDS = 0.4;
const PIECE_SECONDS = 2;
const AHEAD_SECONDS = 2;
const FADE_SECONDS = 0.01;
const IDLE: PreviewState = { status: 'idle', audioId: null, failure: null };

interface Run {
  readonly request: PreviewRequest;
  readonly abort: AbortController;
  readonly sources: Set<ToneBufferSource>;
  /** Context time of frame `request.from`, once it is scheduled. */
  startedAt: number | null;
}

/** Plays a passage of any audio in the library, piece by piece, through Tone.js. */
export function createPreview(options: { readonly fetchPcm: FetchPcm }): Preview {
  const state = new Observable<PreviewState>(IDLE);
  let graph: Graph | null = null;
  let device = '';
  let current: Run | null = null;

  /** The context runs at the audio's own rate: resampled pieces would click where they meet. */
  const graphFor = async (sampleRate: number): Promise<Graph> => {
    const isUsable =
      graph !== null && graph.audio.sampleRate === sampleRate && graph.audio.state !== 'closed';
    if (graph !== null && isUsable) return graph;
    const previous = graph;
    graph = createGraph(sampleRate);
    const created = graph;
    await previous?.dispose();
    if (device !== '') await created.setOutput(device);
    return created;
  };

  const stop = (): void => {
    const run = current;
    current = null;
    if (run === null) return;
    run.abort.abort();
    for (const source of run.sources) source.stop();
    state.set(IDLE);
  };

  const schedule = (run: Run, on: Graph, data: Float32Array, at: number, last: boolean): void => {
    const { channels, sampleRate } = run.request;
    const frames = Math.floor(data.length / channels);
    const buffer = on.audio.createBuffer(channels, frames, sampleRate);
    for (let channel = 0; channel < channels; channel += 1) {
      const plane = buffer.getChannelData(channel);
      for (let i = 0; i < frames; i += 1) plane[i] = data[i * channels + channel] ?? 0;
    }
    const source = new ToneBufferSource({
      context: on.tone,
      url: new ToneAudioBuffer(buffer),
      fadeIn: run.sources.size === 0 && at === run.startedAt ? FADE_SECONDS : 0,
      fadeOut: FADE_SECONDS,
      curve: 'linear',
      onended: () => {
        run.sources.delete(source);
        source.dispose();
        if (last && current === run) stop();
      },
    });
    on.connectTone(source);
    run.sources.add(source);
    source.start(at);
  };

  const playPieces = async (run: Run): Promise<void> => {
    const { request, abort } = run;
    const { audioId, channels, sampleRate, from, to } = request;
    const on = await graphFor(sampleRate);
    await on.audio.resume();
    let at = from;
    while (at < to && current === run) {
      const seconds = at === from ? FIRST_SECONDS : PIECE_SECONDS;
      const frames = Math.min(to - at, Math.round(seconds * sampleRate));
      const data = await options.fetchPcm(audioId, at, frames, channels, abort.signal);
      if (current !== run) return;
      const now = on.audio.currentTime;
      // Late data delays everything after it instead of being truncated.
      const due = run.startedAt === null ? now + 0.02 : run.startedAt + (at - from) / sampleRate;
      const time = Math.max(due, now + 0.005);
      run.startedAt = time - (at - from) / sampleRate;
      schedule(run, on, data, time, at + frames >= to);
      state.set({ status: 'playing', audioId, failure: null });
      at += frames;
      const ahead = run.startedAt + (at - from) / sampleRate - on.audio.currentTime;
      if (ahead > AHEAD_SECONDS) await wait((ahead - AHEAD_SECONDS) * 1000);
    }
  };

  return {
    getSnapshot: state.getSnapshot,
    subscribe: state.subscribe,
    stop,
    play: async (request) => {
      stop();
      const run: Run = { request, abort: new AbortController(), sources: new Set(), startedAt: null };
      current = run;
      state.set({ status: 'loading', audioId: request.audioId, failure: null });
      try {
        await playPieces(run);
      } catch (error) {
        if (current !== run || isCancelled(error) || run.abort.signal.aborted) return;
        stop();
        const failure = isFailure(error)
          ? error
          : new Failure('file/unreadable', 'The audio could not be played', { cause: error });
        state.set({ status: 'idle', audioId: null, failure });
      }
    },
    position: () => {
      if (current === null || current.startedAt === null || graph === null) return null;
      const { request, startedAt } = current;
      const heard = (graph.audio.currentTime - startedAt) * request.sampleRate;
      return Math.min(request.to, request.from + Math.max(0, heard));
    },
    setOutput: async (deviceId) => {
      device = deviceId;
      await graph?.setOutput(deviceId);
    },
    dispose: async () => {
      stop();
      await graph?.dispose();
      graph = null;
    },
  };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
