import { channels, fast, from, modelsLibrary, provider, spanOf, threads, to } from './common-options.ts';

/** The options of every command that separates: which passage and channels, how thoroughly, and where it runs. */
export const separating = { from, to, channels, fast, provider, threads, library: modelsLibrary };

interface Values {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly channels: readonly number[] | undefined;
  readonly fast: boolean;
  readonly provider: string | undefined;
  readonly threads: number | undefined;
  readonly library: string;
}

/** What these options ask for. @throws Failure `call/invalid` for a passage the wrong way round */
export const separatingOf = (values: Values) => ({
  libraryDir: values.library,
  provider: values.provider,
  threads: values.threads,
  effort: values.fast ? ('fast' as const) : ('best' as const),
  channels: values.channels,
  ...spanOf(values),
});
