import type { LiveInputOpened } from '../../src-shared/contract/live-input.ts';
import { loopBackDelay, maximumLengthSequence } from '../../src-shared/dsp/loop-back.ts';
import { limiterFrames } from '../../src-shared/mixing/processors/limiter/limiter.ts';
import { fittingFrames } from '../../src-shared/mixing/fitting.ts';
import type { Fitting } from '../../src-shared/project/fitting.ts';
import type { StripEntry } from '../../src-shared/project/strip-entry.ts';
import {
  LIVE_PROCESSOR,
  type FromLiveWorklet,
  type LineToWorklet,
  type LiveOptions,
  type LiveStatus,
  type ToLiveWorklet,
} from './live-protocol.ts';
import { Observable } from './observable.ts';
import workletUrl from './worklet/live-processor.ts?worker&url';

/** How long the device's round trip may take. */
const MOST_LOOP_SECONDS = 0.6;
/** The first second of blocks is slow: programs are compiled and memory grows. */
const WARM_UP_SECONDS = 1;
const TRIAL_SECONDS = 3;

/** Where the time between a sound and its hearing goes, in seconds. */
export interface LiveLatency {
  /** Until a block is full. */
  readonly block: number;
  /** What is waited for the block's stems: it follows the time that they need. */
  readonly wait: number;
  /** Whether the wait can't be longer. */
  readonly isLongest: boolean;
  readonly model: number;
  /** The same with a fitting and without one, so that nothing jumps where it is switched. */
  readonly fitting: number;
  readonly limiter: number;
  /** Input and output device; as they say of themselves, or measured. */
  readonly device: number;
  readonly isMeasured: boolean;
}

export const totalLatency = ({ block, wait, model, fitting, limiter, device }: LiveLatency): number =>
  block + wait + model + fitting + limiter + device;

/** The least and the most time that is waited for a block's stems, in seconds. */
export interface LiveWait {
  readonly least: number;
  readonly most: number;
}

/** Blocks that may wait to be separated at the same time; a later one could not be heard. */
export const mostBlocks = ({ block, sampleRate }: LiveInputOpened, { most }: LiveWait): number =>
  Math.max(2, Math.ceil(1 + (most * sampleRate) / block));

export type LiveEnd = 'device-gone' | 'context-gone';

export interface LiveParts {
  readonly opened: LiveInputOpened;
  readonly input: MediaStream;
  /** Empty: the system's default. */
  readonly outputId: string;
  readonly wait: LiveWait;
  /** Takes blocks and gives stems; the worklet uses it without the window. */
  readonly line: MessagePort;
  readonly onEnd: (why: LiveEnd) => void;
  readonly onFailure: (error: unknown) => void;
}

type SinkContext = AudioContext & { setSinkId?: (id: string) => Promise<void> };

/** A sound input through the host's model to the output, with a fader for each stem. */
export class LiveSession {
  readonly #parts: LiveParts;
  readonly #context: SinkContext;
  readonly #node: AudioWorkletNode;
  readonly status = new Observable<LiveStatus | null>(null);
  /** Null until the trial has shown how long the stems are to be waited for. */
  readonly latency = new Observable<LiveLatency | null>(null);
  #measured: ((recorded: Float32Array) => void) | null = null;
  #isStopped = false;

  private constructor(parts: LiveParts, context: SinkContext) {
    this.#parts = parts;
    this.#context = context;
    const { block, sampleRate, stems } = parts.opened;
    const samples = (seconds: number): number => Math.round(seconds * sampleRate);
    const options: LiveOptions = {
      ...{ stems: stems.length, block },
      ...{ least: samples(parts.wait.least), most: samples(parts.wait.most) },
      ...{ warmUp: samples(WARM_UP_SECONDS), trial: samples(TRIAL_SECONDS) },
    };
    this.#node = new AudioWorkletNode(context, LIVE_PROCESSOR, {
      numberOfInputs: 1,
      numberOfOutputs: 1,
      outputChannelCount: [2],
      processorOptions: options,
    });
    this.#node.port.onmessage = (event: MessageEvent<FromLiveWorklet>) => this.#take(event.data);
    this.#node.onprocessorerror = () => this.#fail(new Error('the worklet of the sound input failed'));
    const line: LineToWorklet = { type: 'line', port: parts.line };
    this.#node.port.postMessage(line, [parts.line]);
    context.createMediaStreamSource(parts.input).connect(this.#node).connect(context.destination);
    const [track] = parts.input.getAudioTracks();
    track?.addEventListener('ended', () => this.#end('device-gone'));
    context.addEventListener('statechange', () => {
      if (context.state !== 'running') this.#end('context-gone');
    });
  }

  /** Starts at the model's rate: the browser converts to and from the devices' rates. */
  static async start(parts: LiveParts): Promise<LiveSession> {
    const { sampleRate } = parts.opened;
    const context: SinkContext = new AudioContext({ sampleRate, latencyHint: 'interactive' });
    try {
      if (parts.outputId !== '') await context.setSinkId?.(parts.outputId);
      await context.audioWorklet.addModule(workletUrl);
      await context.resume();
      return new LiveSession(parts, context);
    } catch (error) {
      await context.close();
      throw error;
    }
  }

  /** @param gains linear, one a stem */
  setGains(gains: readonly number[]): void {
    this.#post({ type: 'gains', gains });
  }

  /** Processors on the output, before its limiter, as on a project's master. */
  setStrip(entries: readonly StripEntry[]): void {
    this.#post({ type: 'strip', entries });
  }

  /** A fitting without a simulated loss, after the strip. */
  setFitting(fitting: Fitting | null): void {
    this.#post({ type: 'fitting', fitting });
  }

  /**
   * Plays a noise-like sequence once and looks for it in the input.
   * @returns whether the output reaches the input; if so, the latency is a measured one from now on
   */
  async measure(): Promise<boolean> {
    const { sampleRate } = this.#parts.opened;
    const sequence = maximumLengthSequence();
    const mostLag = Math.round(MOST_LOOP_SECONDS * sampleRate);
    const recorded = await new Promise<Float32Array>((resolve) => {
      this.#measured = resolve;
      this.#post({ type: 'measure', sequence, record: sequence.length + mostLag });
    });
    const lag = loopBackDelay(recorded, sequence, mostLag);
    if (lag === null) return false;
    const before = this.latency.getSnapshot();
    if (before === null) return false;
    const device = Math.max(0, lag / sampleRate - before.limiter);
    this.latency.set({ ...before, device, isMeasured: true });
    return true;
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    for (const track of this.#parts.input.getTracks()) track.stop();
    this.#node.port.onmessage = null;
    this.#node.disconnect();
    if (this.#context.state !== 'closed') await this.#context.close();
  }

  #take(message: FromLiveWorklet): void {
    switch (message.type) {
      case 'block':
        throw new Error('blocks take the line');
      case 'status':
        this.status.set(message.status);
        if (message.status.isPlaying) this.#waited(message.status.turnaround);
        break;
      case 'measured':
        this.#measured?.(message.recorded);
        this.#measured = null;
        break;
    }
  }

  #waited(turnaround: number): void {
    const { block, sampleRate, delay } = this.#parts.opened;
    const before = this.latency.getSnapshot();
    const wait = (turnaround - block) / sampleRate;
    const isLongest = turnaround - block >= Math.round(this.#parts.wait.most * sampleRate);
    if (before !== null) {
      if (wait !== before.wait) this.latency.set({ ...before, wait, isLongest });
      return;
    }
    this.latency.set({
      block: block / sampleRate,
      ...{ wait, isLongest },
      model: delay / sampleRate,
      fitting: fittingFrames(sampleRate) / sampleRate,
      limiter: limiterFrames(sampleRate) / sampleRate,
      device: toldLatency(this.#context, this.#parts.input),
      isMeasured: false,
    });
  }

  #post(message: ToLiveWorklet): void {
    if (!this.#isStopped) this.#node.port.postMessage(message);
  }

  #end(why: LiveEnd): void {
    if (this.#isStopped) return;
    void this.stop();
    this.#parts.onEnd(why);
  }

  #fail(error: unknown): void {
    if (this.#isStopped) return;
    void this.stop();
    this.#parts.onFailure(error);
  }
}

/** What the devices say of themselves, in seconds; browsers know the input's delay only of some. */
function toldLatency(context: AudioContext, input: MediaStream): number {
  const settings = input.getAudioTracks()[0]?.getSettings() as { latency?: number } | undefined;
  return (settings?.latency ?? 0) + context.baseLatency + context.outputLatency;
}
