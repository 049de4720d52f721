/** Length of a crossfade between two sounds. */
export const FADE_SECONDS = 0.01;
/** Lets every source start in the same render quantum. */
const LEAD_SECONDS = 0.02;

/** A piece of the sounds, in frames, half open. */
export interface Region {
  readonly from: number;
  readonly to: number;
}

interface Voice {
  readonly source: AudioBufferSourceNode;
  readonly gain: GainNode;
  /** The running ramp, to know the gain at any time. */
  ramp: { readonly at: number; readonly from: number; readonly to: number };
}

/**
 * Plays several sounds of one length in sync and lets one of them through. All run all the time, so switching changes
 * two gains at the same sample and nothing has to start.
 */
export class Switcher {
  readonly #context: BaseAudioContext;
  readonly #buffers: readonly AudioBuffer[];
  readonly #onEnded: () => void;
  #voices: readonly Voice[] = [];
  #gains: readonly number[] = [];
  #selected = 0;
  #region: Region;
  #startedAt = 0;
  #loops = true;

  /**
   * @param buffers of one length and rate
   * @param onEnded a sound that does not loop has come to its end
   */
  constructor(
    context: BaseAudioContext,
    buffers: readonly AudioBuffer[],
    onEnded: () => void = () => undefined,
  ) {
    this.#context = context;
    this.#buffers = buffers;
    this.#onEnded = onEnded;
    this.#region = { from: 0, to: buffers[0]?.length ?? 0 };
  }

  get isPlaying(): boolean {
    return this.#voices.length > 0;
  }

  get selected(): number {
    return this.#selected;
  }

  /** Position in seconds of the whole sound. */
  get position(): number {
    const { from, to } = this.#region;
    const rate = this.#buffers[0]?.sampleRate ?? 1;
    if (!this.isPlaying) return from / rate;
    const elapsed = Math.max(0, this.#context.currentTime - this.#startedAt);
    const length = (to - from) / rate;
    return from / rate + (this.#loops ? elapsed % length : Math.min(elapsed, length));
  }

  /** @param at the context's time of the first sample; soon if left out */
  play(region: Region, loops: boolean, at: number = this.#context.currentTime + LEAD_SECONDS): void {
    this.stop();
    this.#region = region;
    this.#loops = loops;
    this.#startedAt = at;
    this.#voices = this.#buffers.map((buffer, index) =>
      this.#voice(cut(this.#context, buffer, region), index, at),
    );
  }

  stop(): void {
    const voices = this.#voices;
    this.#voices = [];
    const now = this.#context.currentTime;
    for (const voice of voices) {
      voice.source.onended = null;
      this.#ramp(voice, 0, now);
      voice.source.stop(now + 2 * FADE_SECONDS);
    }
  }

  /** @param at the context's time at which the crossfade begins; now if left out */
  select(index: number, at: number = this.#context.currentTime): void {
    this.#selected = index;
    for (const [other, voice] of this.#voices.entries()) this.#ramp(voice, this.#gainOf(other), at);
  }

  /** @param gains linear, of each sound while it is the one that is heard; 1 where there is none */
  setGains(gains: readonly number[]): void {
    this.#gains = gains;
    this.select(this.#selected);
  }

  #gainOf(index: number): number {
    return index === this.#selected ? (this.#gains[index] ?? 1) : 0;
  }

  #voice(buffer: AudioBuffer, index: number, at: number): Voice {
    const gain = new GainNode(this.#context, { gain: this.#gainOf(index) });
    const source = new AudioBufferSourceNode(this.#context, { buffer, loop: this.#loops });
    source.connect(gain).connect(this.#context.destination);
    source.start(at);
    if (!this.#loops && index === 0) {
      source.onended = () => {
        this.#voices = [];
        this.#onEnded();
      };
    }
    const level = gain.gain.value;
    return { source, gain, ramp: { at, from: level, to: level } };
  }

  /** Both gains of a crossfade are linear: the sounds are alike, so their sum keeps its level. */
  #ramp(voice: Voice, to: number, at: number): void {
    const { ramp, gain } = voice;
    const done = Math.min(1, Math.max(0, (at - ramp.at) / FADE_SECONDS));
    const from = ramp.from + (ramp.to - ramp.from) * done;
    voice.ramp = { at, from, to };
    gain.gain.cancelScheduledValues(at);
    gain.gain.setValueAtTime(from, at);
    gain.gain.linearRampToValueAtTime(to, at + FADE_SECONDS);
  }
}

/** The region with short fades at its ends, so that it repeats without a click; the whole sound has its own. */
function cut(context: BaseAudioContext, buffer: AudioBuffer, { from, to }: Region): AudioBuffer {
  if (from === 0 && to === buffer.length) return buffer;
  const frames = to - from;
  const fade = Math.min(Math.round(FADE_SECONDS * buffer.sampleRate), Math.floor(frames / 2));
  const out = context.createBuffer(buffer.numberOfChannels, frames, buffer.sampleRate);
  for (let channel = 0; channel < buffer.numberOfChannels; channel += 1) {
    const samples = buffer.getChannelData(channel).slice(from, to);
    for (let n = 0; n < fade; n += 1) {
      const gain = Math.sin(((n + 0.5) / fade) * (Math.PI / 2)) ** 2;
      samples[n] = (samples[n] ?? 0) * gain;
      samples[frames - 1 - n] = (samples[frames - 1 - n] ?? 0) * gain;
    }
    out.copyToChannel(samples, channel);
  }
  return out;
}
