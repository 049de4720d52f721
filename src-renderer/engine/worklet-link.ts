import { Failure } from '../../src-shared/contract/failure.ts';
import { createGraph, type Graph } from './graph.ts';
import { MIX_PROCESSOR, type FromWorklet, type ToWorklet, type WorkletOptions } from './protocol.ts';
import workletUrl from './worklet/mix-processor.ts?worker&url';

export interface LinkListener {
  onMessage(message: FromWorklet): void;
  /** Everything posted so far has been sent to the worklet. */
  onLoaded(): void;
  /** The system or the browser suspended or closed the context while it ran. */
  onInterrupted(how: 'suspended' | 'closed'): void;
  /** The worklet could not be loaded, or it threw. This link can't be used any more. */
  onDied(failure: Failure): void;
}

/** The mix worklet and the audio context that it runs in. Messages that are posted before it has loaded wait for it. */
export class WorkletLink {
  readonly #sampleRate: number;
  readonly #options: WorkletOptions;
  readonly #listener: LinkListener;
  #graph: Graph;
  #ready: Promise<void>;
  #node: AudioWorkletNode | null = null;
  #queue: { message: ToWorklet; transfer: Transferable[] }[] = [];
  #volumeDb = 0;
  #deviceId = '';
  #disposed = false;

  constructor(sampleRate: number, options: WorkletOptions, listener: LinkListener) {
    this.#sampleRate = sampleRate;
    this.#options = options;
    this.#listener = listener;
    this.#graph = this.#newGraph();
    this.#ready = this.#load();
  }

  get audio(): AudioContext {
    return this.#graph.audio;
  }

  post(message: ToWorklet, transfer: Transferable[]): void {
    if (this.#disposed) return;
    if (this.#node === null) this.#queue.push({ message, transfer });
    else this.#node.port.postMessage(message, transfer);
  }

  /** Lets the context run, once the worklet has loaded. */
  async resume(): Promise<void> {
    await this.#ready;
    await this.#graph.resume();
  }

  /** Listening level in dB. */
  setVolume(db: number): void {
    this.#volumeDb = db;
    this.#graph.setVolume(db);
  }

  /** @throws DOMException where the device is gone */
  async setOutput(deviceId: string): Promise<void> {
    await this.#graph.setOutput(deviceId);
    this.#deviceId = deviceId;
  }

  outputLevels(): readonly [number, number] {
    return this.#graph.outputLevels();
  }

  readSpectrum(into: Float32Array<ArrayBuffer>): void {
    this.#graph.readSpectrum(into);
  }

  /** A closed context can't be reopened, so this creates another, with a worklet that has no mix yet. */
  replace(): void {
    this.#node = null;
    this.#queue = [];
    const old = this.#graph;
    this.#graph = this.#newGraph();
    void old.dispose();
    this.#graph.setVolume(this.#volumeDb);
    const device = this.#deviceId;
    // If the device is no longer available, use the default.
    const onDevice = device === '' ? Promise.resolve() : this.#graph.setOutput(device).catch(() => undefined);
    this.#ready = onDevice.then(() => this.#load());
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#queue = [];
    this.#node?.disconnect();
    this.#node?.port.close();
    await this.#graph.dispose();
  }

  #newGraph(): Graph {
    const graph = createGraph(this.#sampleRate);
    graph.onInterrupted((how) => {
      if (graph === this.#graph && !this.#disposed) this.#listener.onInterrupted(how);
    });
    return graph;
  }

  async #load(): Promise<void> {
    const graph = this.#graph;
    const isCurrent = (): boolean => !this.#disposed && graph === this.#graph;
    try {
      await graph.audio.audioWorklet.addModule(workletUrl);
    } catch (error) {
      if (!isCurrent()) return;
      this.#listener.onDied(
        new Failure('process/died', 'The audio engine could not be started', { cause: error }),
      );
      return;
    }
    if (!isCurrent()) return;
    const node = new AudioWorkletNode(graph.audio, MIX_PROCESSOR, {
      numberOfInputs: 0,
      numberOfOutputs: 1,
      outputChannelCount: [2],
      processorOptions: this.#options,
    });
    node.onprocessorerror = () => {
      this.#listener.onDied(
        new Failure('process/died', 'The audio engine stopped unexpectedly; reopen the project'),
      );
    };
    node.port.onmessage = (event: MessageEvent<FromWorklet>) => {
      if (isCurrent()) this.#listener.onMessage(event.data);
    };
    graph.connect(node);
    this.#node = node;
    for (const { message, transfer } of this.#queue) node.port.postMessage(message, transfer);
    this.#queue = [];
    this.#listener.onLoaded();
  }
}
