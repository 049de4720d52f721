/** Loads a model and runs one silent segment: the first load of an added model, and what `doctor` tries. */
export interface ProbeInput {
  readonly modelDir: string;
  readonly providers: readonly string[];
  readonly threads: number;
}

export interface ProbeResult {
  readonly provider: string;
  /** Each provider tried before, with why it was passed over. */
  readonly refused: readonly { readonly provider: string; readonly reason: string }[];
  /** Seconds of work per second of audio for two stems, mono, one segment. */
  readonly realTimeFactor: number;
  readonly runtime: string;
}
