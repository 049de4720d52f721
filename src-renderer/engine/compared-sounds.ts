import { dbToGain } from '../../src-shared/mixing/levels.ts';
import { Switcher } from './switcher.ts';

type SinkContext = AudioContext & { setSinkId?: (id: string) => Promise<void> };

/** Plays several sounds of one length over and over and switches between them without a gap, at the sounds' own rate. */
export class ComparedSounds {
  #context: SinkContext | null = null;
  #switcher: Switcher | null = null;
  #selected = 0;
  #trimsDb: readonly number[] = [];
  #frames = 0;
  #device = '';

  get isPlaying(): boolean {
    return this.#switcher?.isPlaying ?? false;
  }

  /** Position in seconds from the sounds' first sample; null while nothing plays. */
  get position(): number | null {
    return this.#switcher?.isPlaying === true ? this.#switcher.position : null;
  }

  /**
   * Takes the place of the sounds before, and plays on if they did.
   * @param sounds planar, of one length
   */
  load(sounds: readonly (readonly Float32Array<ArrayBuffer>[])[], sampleRate: number): void {
    const wasPlaying = this.isPlaying;
    this.stop();
    const context = this.#contextAt(sampleRate);
    this.#frames = sounds[0]?.[0]?.length ?? 0;
    const buffers = sounds.map((planes) => {
      const buffer = context.createBuffer(planes.length, this.#frames, sampleRate);
      for (const [channel, plane] of planes.entries()) buffer.copyToChannel(plane, channel);
      return buffer;
    });
    this.#switcher = new Switcher(context, buffers);
    this.#switcher.select(this.#selected);
    this.setTrims(this.#trimsDb);
    if (wasPlaying) this.play();
  }

  play(): void {
    void this.#context?.resume();
    this.#switcher?.play({ from: 0, to: this.#frames }, true);
  }

  stop(): void {
    this.#switcher?.stop();
  }

  select(index: number): void {
    this.#selected = index;
    this.#switcher?.select(index);
  }

  /** @param trimsDb of each sound, at 0 or below */
  setTrims(trimsDb: readonly number[]): void {
    this.#trimsDb = trimsDb;
    this.#switcher?.setGains(trimsDb.map(dbToGain));
  }

  /** An empty id is the system's default device, which also plays where the device is gone. */
  setOutput(deviceId: string): void {
    this.#device = deviceId;
    void this.#context?.setSinkId?.(deviceId).catch(() => undefined);
  }

  /** Stops; what is loaded afterwards plays again. */
  dispose(): void {
    this.stop();
    this.#switcher = null;
    void this.#context?.close();
    this.#context = null;
  }

  /** A context has one rate. */
  #contextAt(sampleRate: number): SinkContext {
    if (this.#context?.sampleRate === sampleRate) return this.#context;
    void this.#context?.close();
    const made: SinkContext = new AudioContext({ sampleRate, latencyHint: 'interactive' });
    this.#context = made;
    if (this.#device !== '') this.setOutput(this.#device);
    return made;
  }
}
