import type { FailureData } from '../../../src-shared/contract/failure.ts';
import type { TaskProgress } from '../../../src-shared/contract/task-context.ts';
import type { AdaptEvent, AdaptInput, AdaptResult } from '../../adaptation/adapt.ts';
import type { AnalyseInput, AnalyseResult } from '../../listening/analyse.ts';
import type { AlignInput, AlignResult } from '../../notes/align-task.ts';
import type { ReadScoreInput, ReadScoreResult } from '../../notes/read-task.ts';
import type { ProposeInput, ProposeResult } from '../../tags/propose.ts';
import type { QualityInput, QualityResult } from '../../quality/measure.ts';
import type { ExportInput, ExportResult } from '../../audio/render/export.ts';
import type { ImportEvent, ImportInput, ImportResult } from '../../audio/import.ts';
import type { PeaksInput, PeaksResult } from '../../audio/peaks/peaks-task.ts';
import type { CheckModelInput, CheckModelResult } from '../../inference/check-model.ts';
import type { ProbeInput, ProbeResult } from '../../inference/probe.ts';
import type { CheckDatabaseInput, CheckDatabaseResult } from '../../library/integrity.ts';
import type { SeparateEvent, SeparateInput, SeparateResult } from '../../separation/separate.ts';

export type { TaskContext, TaskProgress } from '../../../src-shared/contract/task-context.ts';

/**
 * The slow work. Each runs as one child process (`task-process.ts`) that may die: it is given its input whole,
 * reports progress and durable steps, and ends with a result or a coded failure.
 */
export interface Tasks {
  import: { input: ImportInput; event: ImportEvent; result: ImportResult };
  separate: { input: SeparateInput; event: SeparateEvent; result: SeparateResult };
  export: { input: ExportInput; event: never; result: ExportResult };
  peaks: { input: PeaksInput; event: never; result: PeaksResult };
  analyse: { input: AnalyseInput; event: never; result: AnalyseResult };
  propose: { input: ProposeInput; event: never; result: ProposeResult };
  quality: { input: QualityInput; event: never; result: QualityResult };
  adapt: { input: AdaptInput; event: AdaptEvent; result: AdaptResult };
  'check-model': { input: CheckModelInput; event: never; result: CheckModelResult };
  probe: { input: ProbeInput; event: never; result: ProbeResult };
  'check-database': { input: CheckDatabaseInput; event: never; result: CheckDatabaseResult };
  score: { input: ReadScoreInput; event: never; result: ReadScoreResult };
  align: { input: AlignInput; event: never; result: AlignResult };
}
export type TaskName = keyof Tasks;
export const TASK_NAMES = [
  'import',
  'separate',
  'export',
  'peaks',
  'analyse',
  'propose',
  'quality',
  'adapt',
  'check-model',
  'probe',
  'check-database',
  'score',
  'align',
] as const satisfies readonly TaskName[];

export type FromTask =
  | { type: 'progress'; progress: TaskProgress }
  | { type: 'event'; event: unknown }
  | { type: 'result'; result: unknown }
  | { type: 'failure'; failure: FailureData }
  | { type: 'bug'; stack: string };

/** A child process as a door provides it: `fork` in Node, `utilityProcess` in Electron. */
export interface ProcessHandle {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however the process ended. */
  onExit(listener: (code: number | null) => void): void;
  /** The end of what it wrote to stderr, for the log, where the door can tell. */
  lastWords?(): string;
  kill(): void;
}
export type SpawnProcess = (entry: URL) => ProcessHandle;
