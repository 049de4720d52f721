import type { ProgrammeReading } from '../../src-shared/dsp/programme-meter.ts';
import type { Stretch } from '../../src-shared/dsp/stretch/stretched.ts';
import { Failure } from '../../src-shared/contract/failure.ts';
import { preRollSeconds, preRollStart } from '../../src-shared/mixing/pre-roll.ts';
import { MixData } from './mix-data.ts';
import { streamInputs, workletOptions } from './inputs.ts';
import { MixSender } from './mix-sender.ts';
import { Observable } from './observable.ts';
import {
  chunkFramesFor,
  type FrameRange,
  type FromWorklet,
  type SpectrumInput,
  type ToWorklet,
  type WorkletReport,
} from './protocol.ts';
import {
  heardFrame,
  initialState,
  mixSettings,
  statusOf,
  type EngineMix,
  type EngineSource,
  type EngineState,
  type Listen,
} from './state.ts';
import { Streamer, type FetchPcm } from './stream.ts';
import { WorkletLink } from './worklet-link.ts';

/** User Timing entry: from the last play or seek to its first audible block. */
export const START_MEASURE = 'divisi:start';

/**
 * Plays a project. The worklet's frame counter is the clock; this class streams audio and commands to it and
 * publishes its reports. Fast-changing values (position, meters) are polled, not observed.
 */
export class PlaybackEngine {
  readonly state: Observable<EngineState>;
  readonly source: EngineSource;
  readonly #link: WorkletLink;
  readonly #streamer: Streamer;
  readonly #mixData: MixData;
  #mix: EngineMix = { tracks: [], masterGainDb: 0 };
  readonly #sender = new MixSender();
  #loop: FrameRange | null = null;
  #generation = 0;
  #position = 0;
  #report: WorkletReport | null = null;
  #trimDb = 0;
  #tapped: number | null = null;
  #spectrum: SpectrumInput | null = null;
  /** Kept while stopped and after a seek. */
  #programme: ProgrammeReading | null = null;
  #wantsPlay = false;
  /** When play or seek was last requested, until its audio starts. */
  #askedAt: number | null = null;
  /** The worklet itself failed: only a new engine can play again. */
  #dead = false;
  #disposed = false;

  constructor(source: EngineSource, fetchPcm: FetchPcm) {
    this.source = source;
    this.state = new Observable(initialState(source));
    this.#link = new WorkletLink(source.sampleRate, workletOptions(source), {
      onMessage: (message) => this.#receive(message),
      onLoaded: () => {
        if (this.state.getSnapshot().status === 'loading') this.#patch({ status: 'stopped' });
      },
      onInterrupted: (how) => this.#interrupted(how),
      onDied: (failure) => {
        this.#dead = true;
        this.#fail(failure);
      },
    });
    this.#mixData = new MixData(source.sampleRate, {
      fetchPcm,
      post: (message) => this.#post(message),
      onMissing: (missingImpulses) => this.#patch({ missingImpulses }),
      onReady: () => this.#sendSettings(),
      onFailure: (failure) => this.#fail(failure),
    });
    this.#streamer = new Streamer({
      inputs: streamInputs(source),
      frames: source.frames,
      readyFrames: source.readyFrames ?? source.frames,
      sampleRate: source.sampleRate,
      chunkFrames: chunkFramesFor(source.sampleRate),
      fetchPcm,
      post: (message, transfer) => this.#post(message, transfer),
      onLost: () => this.#loseOriginal(),
      onFailure: (failure) => this.#fail(failure),
    });
    this.#streamer.seek(0);
  }

  /** Takes effect at the next block, without a click. */
  configure(mix: EngineMix): void {
    this.#mix = mix;
    this.#sendSettings();
  }

  async play(): Promise<void> {
    if (this.#disposed || this.#dead) return;
    if (this.#link.audio.state === 'closed') this.#replaceContext();
    const again = this.state.getSnapshot().status === 'failed';
    if (again || this.#position >= this.source.frames) this.seek(again ? this.#position : 0);
    // Playback from after the loop would never reach it, so it starts at the loop instead.
    if (this.#loop !== null && this.#position >= this.#loop.end) this.seek(this.#loop.start);
    this.#wantsPlay = true;
    this.#askedAt = performance.now();
    this.#patch({ status: 'starting', failure: null });
    this.#post({ type: 'play', fade: true });
    await this.#link.resume();
  }

  pause(): void {
    this.#wantsPlay = false;
    this.#post({ type: 'pause' });
    // A context that does not run never reports that it stopped.
    if (this.state.getSnapshot().status === 'suspended') this.#patch({ status: 'stopped' });
  }

  toggle(): void {
    if (this.#wantsPlay && this.state.getSnapshot().status !== 'suspended') this.pause();
    else void this.play();
  }

  get wantsPlay(): boolean {
    return this.#wantsPlay;
  }

  /** @param position samples of the project; clamped to it */
  seek(position: number): void {
    this.#position = Math.max(0, Math.min(this.source.frames, Math.round(position)));
    this.#report = null;
    this.#generation += 1;
    this.#askedAt = performance.now();
    const preRollFrom = preRollStart(this.#position, this.source.sampleRate, preRollSeconds(this.#mix));
    this.#post({ type: 'seek', position: this.#position, generation: this.#generation, preRollFrom });
    this.#streamer.seek(this.#position, preRollFrom);
  }

  /** The audio behind the same ids is another one now: it is fetched again, and playback goes on where it is. */
  reload(): void {
    this.#streamer.forgetSent();
    this.#post({ type: 'keep', runs: [] });
    this.seek(this.position());
  }

  /** For a source that is still being written: its first `frames` are available. */
  setReady(frames: number): void {
    this.#streamer.setReady(frames);
  }

  setLoop(range: FrameRange | null): void {
    if (range?.start === this.#loop?.start && range?.end === this.#loop?.end) return;
    this.#loop = range;
    this.#post({ type: 'loop', range });
    this.#streamer.setLoop(range);
  }

  listenTo(listen: Listen): void {
    this.#patch({ listen });
    this.#sendSettings();
    this.#sendMonitor();
  }

  /** Listening only: how loud tracks that are not soloed stay during a solo, in dB; null silences them. */
  setRest(restDb: number | null): void {
    this.#patch({ restDb });
    this.#sendSettings();
  }

  /** Listening only: another speed, another pitch. */
  setStretch(stretch: Stretch): void {
    this.#patch({ stretch });
    this.#post({ type: 'stretch', ...stretch });
  }

  setMatch(match: boolean): void {
    this.#patch({ match });
    this.#sendMonitor();
  }

  /** Gain on all that is heard, dB, at 0 or below: the levels of mixes that are compared. Not metered, not exported. */
  setTrim(db: number): void {
    if (db === this.#trimDb) return;
    this.#trimDb = db;
    this.#post({ type: 'trim', db });
  }

  /** Listening level in dB, which is not part of the project. */
  setVolume(db: number): void {
    this.#link.setVolume(db);
  }

  /** @throws Failure if the device is no longer available */
  async setOutput(deviceId: string): Promise<void> {
    try {
      await this.#link.setOutput(deviceId);
    } catch (error) {
      throw new Failure('call/invalid', 'That output device cannot be used; the default plays on', {
        cause: error,
      });
    }
  }

  /** The frame being heard now, in samples of the project: the worklet's count less the device's latency. */
  position(): number {
    const report = this.#report;
    if (report === null || report.phase !== 'playing') return this.#position;
    const { audio } = this.#link;
    const sinceReport = audio.currentTime - report.time - (audio.outputLatency || audio.baseLatency || 0);
    const frames = Math.min(sinceReport, 0.25) * this.source.sampleRate;
    const at = heardFrame(report, frames, this.state.getSnapshot().stretch, this.#loop);
    return Math.max(0, Math.min(this.source.frames, at));
  }

  /** The worklet's last meters, or null while nothing plays. Tracks in the order of the mix, then the master. */
  meters(): Pick<WorkletReport, 'peak' | 'meanSquare' | 'gainReductionDb'> | null {
    return this.#report?.phase === 'playing' ? this.#report : null;
  }

  /** Gain on the original in dB when levels are matched; null until enough audio was measured. */
  matchDb(): number | null {
    return this.#report?.matchDb ?? null;
  }

  /** Short-term loudness of the mix, LUFS; null for silence and while nothing plays. */
  mixLufs(): number | null {
    return this.#report?.phase === 'playing' ? this.#report.mixLufs : null;
  }

  /**
   * Greatest magnitude of mix minus recording in the last report, 0 for equal bits; null while nothing plays, and where
   * the recording is missing.
   */
  differencePeak(): number | null {
    return this.#report?.phase === 'playing' ? this.#report.differencePeak : null;
  }

  /** Collects samples for the spectra around a track, by its index in the mix; null to stop. */
  tap(track: number | null): void {
    this.#tapped = track;
    this.#spectrum = null;
    this.#post({ type: 'tap', track });
  }

  /** The newest samples of the tapped track, another object each time; null while nothing plays. */
  spectrum(): SpectrumInput | null {
    return this.#report?.phase === 'playing' ? this.#spectrum : null;
  }

  /** Loudness of the mix since the measurement began; null before anything was played. */
  programme(): ProgrammeReading | null {
    return this.#programme;
  }

  restartProgramme(): void {
    this.#programme = null;
    this.#post({ type: 'restart-programme' });
  }

  /** Levels in dB of what is played now; see `Graph.readSpectrum`. @param into `SPECTRUM_BINS` numbers */
  readSpectrum(into: Float32Array<ArrayBuffer>): void {
    this.#link.readSpectrum(into);
  }

  outputLevels(): readonly [number, number] {
    return this.#link.outputLevels();
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#streamer.close();
    this.#mixData.close();
    await this.#link.dispose();
  }

  /** The system suspended or closed the context: the position is kept, and play resumes from it. */
  #interrupted(how: 'suspended' | 'closed'): void {
    this.#report = null;
    if (how === 'suspended') {
      if (this.#wantsPlay) this.#patch({ status: 'suspended' });
      return;
    }
    const wasPlaying = this.#wantsPlay;
    this.#wantsPlay = false;
    this.#patch({ status: wasPlaying ? 'suspended' : 'stopped' });
  }

  /** Gives a new context the state of the closed one. */
  #replaceContext(): void {
    this.#link.replace();
    this.#mixData.resend();
    this.#sender.forget();
    this.#sendSettings();
    this.#sendMonitor();
    this.#post({ type: 'tap', track: this.#tapped });
    this.#post({ type: 'trim', db: this.#trimDb });
    this.#post({ type: 'stretch', ...this.state.getSnapshot().stretch });
    this.#post({ type: 'loop', range: this.#loop });
    this.#streamer.forgetSent();
    this.seek(this.#position);
  }

  #post(message: ToWorklet, transfer: Transferable[] = []): void {
    this.#link.post(message, transfer);
  }

  #sendSettings(): void {
    const { listen, restDb } = this.state.getSnapshot();
    const mix = this.#mixData.follow(this.#mix);
    const message = this.#sender.next(mixSettings(this.source, mix, listen, restDb));
    if (message !== null) this.#post(message);
  }

  #sendMonitor(): void {
    const { listen, match } = this.state.getSnapshot();
    this.#post({ type: 'monitor', monitor: listen.kind === 'original' ? 'original' : 'mix', match });
  }

  #receive(message: FromWorklet): void {
    if (message.type === 'mix-lost') {
      this.#sender.forget();
      this.#sendSettings();
      return;
    }
    if (message.generation !== this.#generation) return;
    switch (message.type) {
      case 'report':
        return this.#follow(message);
      case 'spectrum':
        this.#spectrum = message.input;
        return;
      case 'ended':
        // The previous report had not ended playback yet.
        this.#wantsPlay = false;
        if (this.state.getSnapshot().status !== 'failed') this.#patch({ status: 'stopped' });
        return;
    }
  }

  #follow(report: WorkletReport): void {
    this.#report = report;
    if (report.phase === 'playing') this.#programme = report.programme;
    this.#position = report.position;
    if (report.phase === 'playing' && this.#askedAt !== null) {
      performance.clearMeasures(START_MEASURE);
      performance.measure(START_MEASURE, { start: this.#askedAt, end: performance.now() });
      this.#askedAt = null;
    }
    if (report.phase === 'playing' || report.phase === 'waiting') this.#streamer.advance(report.position);
    if (this.state.getSnapshot().status === 'failed') return;
    this.#patch({ status: statusOf(report, this.#wantsPlay), underruns: report.underruns });
  }

  #loseOriginal(): void {
    this.#patch({ hasOriginal: false });
    if (this.state.getSnapshot().listen.kind === 'original') this.listenTo({ kind: 'mix' });
  }

  #fail(failure: Failure): void {
    this.#wantsPlay = false;
    this.#post({ type: 'pause' });
    this.#patch({ status: 'failed', failure });
  }

  #patch(change: Partial<EngineState>): void {
    const state = this.state.getSnapshot();
    const keys = Object.keys(change) as (keyof EngineState)[];
    if (keys.some((key) => !Object.is(state[key], change[key]))) this.state.set({ ...state, ...change });
  }
}
