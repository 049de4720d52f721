import { keepSmearingMatrix } from '../../../src-shared/hearing/loss/smearing-matrices.ts';
import { Stretched, type FrameSource, type Stretch } from '../../../src-shared/dsp/stretch/stretched.ts';
import { mixChannels } from '../../../src-shared/mixing/mono.ts';
import { preRollStart } from '../../../src-shared/mixing/pre-roll.ts';
import { MIX_BLOCK, type MixerLike, type MixTap } from '../../../src-shared/mixing/types.ts';
import {
  isStretched,
  spectrumFramesFor,
  type FrameRange,
  type FromWorklet,
  type MixMessage,
  type ToWorklet,
  type WorkletOptions,
  type WorkletPhase,
} from '../protocol.ts';
import { ChunkStore } from './chunk-store.ts';
import { MixReceiver } from './mix-receiver.ts';
import { Monitoring } from './monitoring.ts';
import { Seam } from './seam.ts';
import { SpectrumTap } from './spectrum-tap.ts';

const FADE_SECONDS = 0.006;
const REPORTS_PER_SECOND = 30;
/** Data needed beyond the position before playback starts. */
const START_SECONDS = 0.06;
/** Pre-roll blocks per render quantum: half a second settles within a dozen milliseconds of silence. */
const PREROLL_BLOCKS = 48;

type Sought = Extract<ToWorklet, { type: 'seek' }>;

/**
 * The only clock of playback. Mixes whole blocks on the project's block grid and outputs them frame by frame,
 * so that loops and seeks are exact to the sample while the mixer always sees the same blocks as the host's
 * mixdown.
 */
export class MixPlayer {
  readonly #mixer: MixerLike;
  readonly #sampleRate: number;
  readonly #options: WorkletOptions;
  readonly #post: (message: FromWorklet) => void;
  readonly #store: ChunkStore;
  readonly #monitoring: Monitoring;
  readonly #spectrum: SpectrumTap;
  #spectrumDue = false;
  readonly #buffers: readonly Float32Array[][];
  readonly #left = new Float32Array(MIX_BLOCK);
  readonly #right = new Float32Array(MIX_BLOCK);
  readonly #seams: readonly [Seam, Seam];
  /** The mix frame by frame, through loops; between it and the output, another speed or pitch. */
  readonly #frames: FrameSource & { left: number; right: number; position: number };
  #stretched: Stretched | null = null;
  #wantedStretch: Stretch | null = null;

  readonly #mixReceiver = new MixReceiver();
  #mixInputs: (readonly Float32Array[] | null)[] = [];
  #loop: FrameRange | null = null;

  #wantsPlay = false;
  #position = 0;
  #generation = 0;
  #keepAfterSeek: readonly (readonly [number, number])[] | null = null;
  #sought: Sought | null = null;
  /** Next block to pre-roll, or null once the strips are settled for `#position`. */
  #preroll: number | null = 0;
  /** Start of the block in `#left` and `#right`, or -1. */
  #mixed = -1;
  /** The block that the mixer expects next. */
  #fed = -1;
  #fade = 0;
  #waiting = false;
  #underruns = 0;

  #phase: WorkletPhase = 'stopped';
  #sinceReport = 0;
  #reportDue = true;

  constructor(
    mixer: MixerLike,
    sampleRate: number,
    options: WorkletOptions,
    post: (message: FromWorklet) => void,
  ) {
    this.#mixer = mixer;
    this.#sampleRate = sampleRate;
    this.#options = options;
    this.#post = post;
    this.#store = new ChunkStore(options.inputs, options.chunkFrames, options.frames);
    this.#monitoring = new Monitoring(sampleRate);
    this.#spectrum = new SpectrumTap(sampleRate);
    this.#frames = { left: 0, right: 0, position: 0, next: () => this.#nextFrame() };
    const seamFrames = Math.round(FADE_SECONDS * sampleRate);
    this.#seams = [new Seam(seamFrames), new Seam(seamFrames)];
    this.#buffers = options.inputs.map((input) =>
      Array.from({ length: input.channels }, () => new Float32Array(MIX_BLOCK)),
    );
    for (const command of options.commands) this.receive(command);
  }

  receive(message: ToWorklet): void {
    switch (message.type) {
      case 'settings':
      case 'patch':
        return this.#configure(message);
      case 'chunks':
        return this.#store.add(message.input, message.first, message.data);
      case 'keep':
        // The audio that is still fading out during a seek must not be dropped.
        if (this.#sought === null) this.#store.keep(message.runs);
        else this.#keepAfterSeek = message.runs;
        return;
      case 'play':
        this.#wantsPlay = true;
        if (!message.fade && this.#fade === 0) this.#fade = 1;
        return;
      case 'pause':
        this.#wantsPlay = false;
        return;
      case 'seek':
        this.#sought = message;
        return;
      case 'loop':
        this.#loop = message.range;
        return;
      case 'tap':
        return this.#spectrum.listenTo(message.track);
      case 'impulse':
        return this.#mixer.setImpulse(message.id, message.channels);
      case 'smearing':
        return keepSmearingMatrix(message.size, message.matrix);
      case 'stretch':
        this.#wantedStretch = message;
        return;
      default:
        return this.#monitoring.receive(message);
    }
  }

  #configure(message: MixMessage): void {
    const settings = this.#mixReceiver.receive(message);
    if (settings === 'ignored') return;
    if (settings === 'lost') return this.#post({ type: 'mix-lost' });
    if (message.trackInputs !== undefined) {
      this.#mixInputs = message.trackInputs.map((input) => this.#buffers[input] ?? null);
    }
    this.#mixer.configure(settings);
    const channels = this.#mixInputs.map((buffers) => buffers?.length ?? 0);
    this.#monitoring.setChannels(mixChannels(channels, settings));
  }

  /** Overwrites `left` and `right`; `time` is the context's time of their first frame. */
  render(left: Float32Array, right: Float32Array, time: number): void {
    const frames = left.length;
    const before = this.#phase;
    if (this.#fade === 0 || before !== 'playing') {
      if (this.#wantedStretch !== null) this.#setStretch(this.#wantedStretch);
      if (this.#sought !== null) this.#carryOutSeek(this.#sought);
    }
    const ended = this.#render(left, right);
    this.#sinceReport += frames;
    const due = this.#phase === 'playing' && this.#sinceReport >= this.#sampleRate / REPORTS_PER_SECOND;
    if (due || this.#reportDue || this.#phase !== before) this.#report(time + frames / this.#sampleRate);
    if (ended) this.#post({ type: 'ended', generation: this.#generation });
  }

  /** @returns whether the end of the project was reached in this quantum */
  #render(left: Float32Array, right: Float32Array): boolean {
    left.fill(0);
    right.fill(0);
    if (this.#preroll !== null && !this.#settle()) {
      this.#phase = this.#wantsPlay ? (this.#waiting ? 'waiting' : 'priming') : 'stopped';
      return false;
    }
    const running = this.#wantsPlay && this.#sought === null && this.#wantedStretch === null;
    if (!running && this.#fade === 0) {
      this.#phase = 'stopped';
      return false;
    }
    if (this.#late()) return false;
    this.#phase = 'playing';
    return this.#play(left, right, running && !this.#waiting);
  }

  #carryOutSeek(sought: Sought): void {
    this.#sought = null;
    if (this.#keepAfterSeek !== null) this.#store.keep(this.#keepAfterSeek);
    this.#keepAfterSeek = null;
    this.#generation = sought.generation;
    this.#position = Math.max(0, Math.min(sought.position, this.#options.frames));
    this.#preroll = Math.min(sought.preRollFrom ?? Infinity, preRollStart(this.#position, this.#sampleRate));
    this.#mixed = -1;
    this.#fed = -1;
    this.#waiting = false;
    this.#mixer.reset();
    this.#monitoring.restart();
    this.#stretched?.restart();
    for (const seam of this.#seams) seam.forget();
    this.#reportDue = true;
  }

  /** Runs the strips up to the block of the position. @returns whether they are settled */
  #settle(): boolean {
    const from = this.#preroll ?? 0;
    const needed = this.#position + START_SECONDS * this.#sampleRate;
    if (!this.#store.has(from, needed)) return false;
    const target = Math.floor(this.#position / MIX_BLOCK) * MIX_BLOCK;
    const end = Math.min(target, from + PREROLL_BLOCKS * MIX_BLOCK);
    for (let at = from; at < end; at += MIX_BLOCK) this.#mix(at);
    this.#preroll = end === target ? null : end;
    return this.#preroll === null;
  }

  /**
   * Decides from the available data whether to fade out and wait, or to continue. @returns whether this
   * quantum is silent
   */
  #late(): boolean {
    const least = this.#mixer.latency + 2 * MIX_BLOCK + (this.#stretched?.most ?? 0);
    const limit = this.#waiting
      ? this.#options.resumeSeconds * this.#sampleRate
      : FADE_SECONDS * this.#sampleRate + least;
    const available = this.#store.available(this.#position, Math.ceil(limit), this.#loop);
    if (available >= limit) {
      this.#waiting = false;
    } else if (!this.#waiting) {
      this.#waiting = true;
      this.#underruns += 1;
    }
    if (this.#waiting && (this.#fade === 0 || available < least)) {
      this.#fade = 0;
      this.#phase = 'waiting';
      return true;
    }
    return false;
  }

  /** Hands out the mix through the transport's fade. @returns whether the end was reached */
  #play(left: Float32Array, right: Float32Array, audible: boolean): boolean {
    const step = 1 / (FADE_SECONDS * this.#sampleRate);
    const heard = this.#stretched ?? this.#frames;
    for (let i = 0; i < left.length; i += 1) {
      this.#fade = audible ? Math.min(1, this.#fade + step) : Math.max(0, this.#fade - step);
      if (this.#fade === 0) {
        this.#takeBack();
        return false;
      }
      if (!heard.next()) {
        this.#takeBack();
        this.#wantsPlay = false;
        this.#fade = 0;
        this.#phase = 'stopped';
        return true;
      }
      left[i] = heard.left * this.#fade;
      right[i] = heard.right * this.#fade;
    }
    return false;
  }

  /** The next frame of the mix, in `#frames`. @returns false at the end of the project */
  #nextFrame(): boolean {
    const frames = this.#frames;
    const [leftSeam, rightSeam] = this.#seams;
    const loop = this.#loop;
    const jumps = loop !== null && this.#position === loop.end;
    if (jumps) this.#position = loop.start;
    frames.position = this.#position;
    if (this.#position >= this.#options.frames) return false;
    const block = Math.floor(this.#position / MIX_BLOCK) * MIX_BLOCK;
    if (block !== this.#mixed) {
      this.#mix(block);
      this.#mixed = block;
    }
    const mixedLeft = this.#left[this.#position - block] ?? 0;
    const mixedRight = this.#right[this.#position - block] ?? 0;
    if (jumps) {
      leftSeam.begin(frames.left, mixedLeft);
      rightSeam.begin(frames.right, mixedRight);
    }
    frames.left = leftSeam.next(mixedLeft);
    frames.right = rightSeam.next(mixedRight);
    this.#position += 1;
    return true;
  }

  /** While nothing is heard, what was mixed ahead for stretching is forgotten: the mix goes on from what was heard. */
  #takeBack(): void {
    if (this.#stretched?.hasStarted !== true) return;
    this.#position = this.#stretched.position;
    this.#stretched.restart();
    this.#mixed = -1;
    this.#fed = -1;
  }

  #setStretch(stretch: Stretch): void {
    this.#takeBack();
    this.#wantedStretch = null;
    this.#stretched = isStretched(stretch)
      ? new Stretched(this.#frames, stretch, spectrumFramesFor(this.#sampleRate))
      : null;
    this.#reportDue = true;
  }

  /** Mixes the block that begins at `block`. The mixer is late, so it is fed ahead; after a jump, from the start. */
  #mix(block: number): void {
    const { latency } = this.#mixer;
    if (this.#fed !== block + latency) this.#fed = block;
    for (; this.#fed <= block + latency; this.#fed += MIX_BLOCK) this.#feed(this.#fed);
    if (this.#preroll !== null) return;
    const original = this.#options.originalInput;
    const buffers = original === null ? null : (this.#buffers[original] ?? null);
    if (original !== null && buffers !== null) this.#store.read(original, block, MIX_BLOCK, buffers);
    this.#monitoring.process(this.#left, this.#right, this.#mixer.meters, buffers);
  }

  get #heardAt(): number {
    return this.#stretched?.hasStarted === true ? this.#stretched.position : this.#position;
  }

  readonly #tapOf = (track: number): MixTap | undefined => this.#mixer.tap(track);

  #feed(block: number): void {
    this.#buffers.forEach((buffers, input) => {
      if (input !== this.#options.originalInput) this.#store.read(input, block, MIX_BLOCK, buffers);
    });
    this.#mixer.process(block, this.#mixInputs, this.#left, this.#right);
    this.#spectrum.add(this.#mixInputs, this.#tapOf);
  }

  #report(time: number): void {
    this.#post({
      type: 'report',
      generation: this.#generation,
      phase: this.#phase,
      position: this.#heardAt,
      time,
      underruns: this.#underruns,
      ...this.#monitoring.take(),
    });
    this.#sinceReport = 0;
    this.#reportDue = false;
    // Half as often as reports: spectra are slower to look at, and each is a megabyte a second for ten tracks.
    this.#spectrumDue = !this.#spectrumDue;
    const input = this.#spectrumDue && this.#phase === 'playing' ? this.#spectrum.take() : null;
    if (input !== null) this.#post({ type: 'spectrum', generation: this.#generation, input });
  }
}
