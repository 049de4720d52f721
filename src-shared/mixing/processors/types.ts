/** Declares one parameter; controls, automation, presets and screen-reader texts are derived from it. */
export interface ParameterSpec {
  readonly id: string;
  readonly label: string;
  readonly unit: 'dB' | 'Hz' | 'ms' | ':1' | 'Q' | '%' | 'samples' | '';
  readonly min: number;
  readonly max: number;
  /** How a control's travel maps to the range; `fader`: dB along the fader of `levels.ts`, fine around 0 dB. */
  readonly taper: 'linear' | 'log' | 'fader';
  readonly default: number;
  /** Named integer values (a filter's slope or type), in order from `min`. */
  readonly choices?: readonly string[];
}

/** What a strip entry `{processor, version, params, bypassed}` refers to. */
export interface Declaration {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly parameters: readonly ParameterSpec[];
}

/** A processor that runs in a strip. */
export interface ProcessorSpec extends Declaration {
  /** Whether two equal sides may leave it different: a mono track then runs through its strip as stereo. */
  readonly makesStereo?: boolean;
  create(sampleRate: number, channels: number): ProcessorInstance;
  /** For filters, the magnitude response in dB at a frequency in Hz; the panel plots it. */
  response?(params: Readonly<Record<string, number>>, sampleRate: number): (hz: number) => number;
}

/** No latency, and no allocation while parameters are steady; instances smooth or interpolate their parameters. */
export interface ProcessorInstance {
  /**
   * Processes planar channels in place: `frames` samples (at most 128) of each. The same `params` object means the same
   * values.
   */
  process(channels: readonly Float32Array[], frames: number, params: Readonly<Record<string, number>>): void;
  /** Clears all state, as before the first sample. */
  reset(): void;
  /** Gain reduction of the last block in dB (0 or below); 0 for processors without one. */
  readonly gainReductionDb: number;
}
