import { NO_PARTS } from '../../../src-shared/contract/export.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { FittingRule, SimulatedLossKind } from '../../../src-shared/hearing/fitting.ts';
import { mixFingerprint } from '../../../src-shared/mixing/fingerprint.ts';
import { measureMatch, RENDERINGS, type MeasureSides } from '../../../src-shared/mixing/measure-match.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import { Fitting, usualFitting } from '../../../src-shared/project/fitting.ts';
import type { AudioFile } from '../../audio/read/pcm.ts';
import { calibrationOf, namedListener } from '../named-listeners.ts';
import { PLAIN_EXPORT } from './plain-export.ts';
import { runStep, type Work } from './work.ts';

/** A fitting that a command asks for, in place of the project's own. */
export interface AskedFitting {
  /** As `namedListeners` reads it. */
  readonly listener: string;
  readonly rule: FittingRule;
  readonly loss: SimulatedLossKind;
  /** What the library was calibrated to, and otherwise the usual level, where left out. */
  readonly fullScaleDbSpl: number | undefined;
  readonly limitDbSpl: number | undefined;
  /** Whether each ear gets the loudness of the mix without the fitting. */
  readonly matched: boolean;
  /** The library that listeners and calibration come from. */
  readonly libraryDir: string;
}

/** A document whose mix can be rendered: its stems, and whatever else it plays. */
export interface RenderedMix {
  readonly document: ProjectDocument;
  readonly stemVersion: number;
  readonly sources: {
    readonly stems: Record<string, AudioFile>;
    readonly recording: AudioFile;
    readonly impulses?: Readonly<Record<string, string>>;
  };
}

/**
 * The fitting that the window would begin with for this listener and rule, before levels are matched.
 * @throws Failure as `namedListener`
 */
export async function askedFitting(asked: AskedFitting): Promise<Fitting> {
  const { name, hearing } = await namedListener(asked.listener, asked.libraryDir);
  const usual = usualFitting(asked.fullScaleDbSpl ?? (await calibrationOf(asked.libraryDir)));
  const { rule, loss, limitDbSpl = usual.limitDbSpl } = asked;
  const fitting = Fitting.safeParse({ ...usual, listener: name, hearing, rule, loss, limitDbSpl });
  if (fitting.success) return fitting.data;
  const [issue] = fitting.error.issues;
  throw new Failure(
    'listener/invalid',
    `Listener "${name}" can’t be fitted: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'invalid'}`,
    { cause: fitting.error },
  );
}

/**
 * The document with a fitting on its master whose levels are matched on this mix, as the window matches them.
 * @param share of the whole work's progress
 * @throws Failure `file/*`, `audio/*`, `call/cancelled`
 */
export async function withMatchedFitting(
  { document, stemVersion, sources }: RenderedMix,
  fitting: Fitting,
  work: Work,
  share: number,
): Promise<ProjectDocument> {
  const measure: MeasureSides = async (mix) => {
    const levels = await runStep(
      work,
      'measure',
      {
        impulses: PLAIN_EXPORT.impulses,
        ...sources,
        document: mix,
        parts: { ...NO_PARTS, mix: true },
        regions: [],
        format: 'wav',
        bitDepth: '32f',
        sampleRate: document.sampleRate,
      },
      share / RENDERINGS,
    );
    return levels.sidesLufs;
  };
  const matchDb = await measureMatch(document, fitting, measure, work.signal, () => undefined);
  return withFitting(document, { ...fitting, matchDb, matchedMix: mixFingerprint(document, stemVersion) });
}

export const withFitting = (document: ProjectDocument, fitting: Fitting | null): ProjectDocument => ({
  ...document,
  master: { ...document.master, fitting },
});
