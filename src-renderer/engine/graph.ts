import './quiet-tone.ts';
import { Context } from 'tone/build/esm/core/context/Context.js';
import { setContext } from 'tone/build/esm/core/Global.js';
import { connect, type ToneAudioNode } from 'tone/build/esm/core/context/ToneAudioNode.js';
import { Meter } from 'tone/build/esm/component/analysis/Meter.js';
import { Volume } from 'tone/build/esm/component/channel/Volume.js';
import { SPECTRUM_BINS } from './protocol.ts';

/**
 * A Tone.js graph around our own AudioContext: master volume and output meter. Uses deep imports, because
 * Tone's entry point creates a context (and a blob: worker, which the content security policy forbids) on
 * import.
 */
export interface Graph {
  readonly audio: AudioContext;
  readonly tone: Context;
  /** Connects a source to the output. */
  connect: (source: AudioNode) => void;
  connectTone: (source: ToneAudioNode) => void;
  /** Listening level in dB; the project's master gain is the mixer's. */
  setVolume: (db: number) => void;
  /** RMS of what leaves for the device, dBFS, left and right. */
  outputLevels: () => readonly [number, number];
  /**
   * Levels in dB of what is played, before the listening level, at multiples of the rate divided by twice their number.
   * @param into `SPECTRUM_BINS` numbers
   */
  readSpectrum: (into: Float32Array<ArrayBuffer>) => void;
  /** An empty id is the system's default device. @throws DOMException where the device is gone */
  setOutput: (deviceId: string) => Promise<void>;
  /** Resumes the context; interruptions are reported from now on. */
  resume: () => Promise<void>;
  /** Called when the system or the browser suspends or closes a context that was running. */
  onInterrupted: (listener: (how: 'suspended' | 'closed') => void) => void;
  dispose: () => Promise<void>;
}

type SinkContext = AudioContext & { setSinkId?: (id: string) => Promise<void> };

export function createGraph(sampleRate: number): Graph {
  const audio: SinkContext = new AudioContext({ sampleRate, latencyHint: 'interactive' });
  const tone = new Context({ context: audio, clockSource: 'timeout', lookAhead: 0, updateInterval: 0.25 });
  setContext(tone);
  const volume = new Volume({ context: tone });
  const meter = new Meter({ context: tone, channelCount: 2, smoothing: 0.7 });
  const analyser = audio.createAnalyser();
  analyser.fftSize = 2 * SPECTRUM_BINS;
  analyser.smoothingTimeConstant = 0.7;
  volume.connect(meter);
  volume.connect(audio.destination);
  let hasRun = false;
  let disposed = false;
  const listeners: ((how: 'suspended' | 'closed') => void)[] = [];
  audio.addEventListener('statechange', () => {
    if (audio.state === 'running') hasRun = true;
    else if (hasRun && !disposed) {
      // Safari's third state, 'interrupted', ends like a suspension.
      const how = audio.state === 'closed' ? 'closed' : 'suspended';
      for (const listener of listeners) listener(how);
    }
  });
  return {
    audio,
    tone,
    connect: (source) => {
      connect(source, volume);
      source.connect(analyser);
    },
    connectTone: (source) => {
      source.connect(volume);
    },
    setVolume: (db) => {
      volume.volume.rampTo(db, 0.02);
    },
    outputLevels: () => {
      const value = meter.getValue();
      return typeof value === 'number' ? [value, value] : [value[0] ?? -Infinity, value[1] ?? -Infinity];
    },
    readSpectrum: (into) => analyser.getFloatFrequencyData(into),
    setOutput: async (deviceId) => {
      await audio.setSinkId?.(deviceId);
    },
    resume: () => audio.resume(),
    onInterrupted: (listener) => void listeners.push(listener),
    dispose: async () => {
      disposed = true;
      meter.dispose();
      volume.dispose();
      tone.dispose();
      if (audio.state !== 'closed') await audio.close();
    },
  };
}
