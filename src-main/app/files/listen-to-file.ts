import { modelsIn } from '../program/models.ts';
import type { AnalyseResult } from '../../listening/analyse.ts';
import { inTempFolder } from './scratch.ts';
import { audioOf, passageOf, readSource, type Span } from './source.ts';
import { runStep, type Work } from './work.ts';

export interface ListenRequest extends Span {
  readonly file: string;
  readonly channels: readonly number[] | undefined;
  /** The library whose added models may be used. */
  readonly libraryDir: string;
  /** The default listening model if undefined. */
  readonly modelId: string | undefined;
  /** The only execution provider to run on; by default, the first that works. */
  readonly provider: string | undefined;
  readonly threads: number | undefined;
}

/** What a listening model detected in a passage. */
export interface Listened {
  readonly result: AnalyseResult;
  /** Where the passage starts in the file. */
  readonly fromSeconds: number;
  readonly seconds: number;
  readonly tookSeconds: number;
}

/** Shares of the total progress. */
const READING = 0.3;
const LISTENING = 0.7;

/**
 * Detects which instruments play in an audio file, and computes its sound vector.
 * @throws Failure `call/invalid`, `file/*`, `audio/*`, `model/*`, `process/died`, `call/cancelled`
 */
export async function listenToFile(request: ListenRequest, work: Work): Promise<Listened> {
  const { program } = work;
  const { file, channels, libraryDir, modelId, provider, threads } = request;
  const models = modelsIn(program, libraryDir);
  const { dir: modelDir } = await (modelId === undefined ? models.embedder() : models.resolve(modelId));
  const startedAt = performance.now();
  return inTempFolder('listen', async (scratch) => {
    const source = await readSource(file, scratch, work, { share: READING, channels });
    const { from, to } = passageOf(source, request, work);
    const input = {
      audio: audioOf(source),
      ...{ from, to, modelDir, stem: null, background: false },
      providers: provider === undefined ? program.providers : [provider],
      threads: threads ?? program.threads,
      verdicts: program.verdicts,
    };
    const result = await runStep(work, 'analyse', input, LISTENING);
    for (const note of source.notes) work.note(note);
    const { sampleRate } = source.info;
    return {
      result,
      fromSeconds: from / sampleRate,
      seconds: (to - from) / sampleRate,
      tookSeconds: (performance.now() - startedAt) / 1000,
    };
  });
}
