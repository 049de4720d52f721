import { adaptTask } from './declared/adapt.ts';
import { analyseTask } from './declared/analyse.ts';
import { cad2SceneTask } from './declared/cad2-scene.ts';
import { checkDatabaseTask } from './declared/check-database.ts';
import { compareTask } from './declared/compare.ts';
import { keepImpulseTask } from './declared/keep-impulse.ts';
import { coverTask, embeddedCoverTask } from './declared/cover.ts';
import type { Task } from './declared/declare.ts';
import { editStemsTask } from './declared/edit-stems.ts';
import { exportTask, measureTask } from './declared/export.ts';
import { hearTask } from './declared/hear.ts';
import { liveInputTask } from './declared/live-input.ts';
import { importTask } from './declared/import.ts';
import { checkModelTask, probeTask } from './declared/models.ts';
import { peaksTask } from './declared/peaks.ts';
import { previewEditTask } from './declared/preview-edit.ts';
import { prepareStudyTask } from './declared/prepare-study.ts';
import { proposeTask } from './declared/propose.ts';
import { qualityTask } from './declared/quality.ts';
import { alignTask, engraveTask, realignTask, scoreTask } from './declared/scores.ts';
import { separateTask } from './declared/separate.ts';
import { storeStemsTask } from './declared/store-stems.ts';
import { spectrogramTask } from './declared/spectrogram.ts';

/**
 * Every task. Its types, the parsers on both sides and the module that the child loads follow from these
 * entries.
 */
const TASKS = {
  import: importTask,
  separate: separateTask,
  export: exportTask,
  measure: measureTask,
  peaks: peaksTask,
  spectrogram: spectrogramTask,
  analyse: analyseTask,
  propose: proposeTask,
  quality: qualityTask,
  compare: compareTask,
  cover: coverTask,
  'embedded-cover': embeddedCoverTask,
  'keep-impulse': keepImpulseTask,
  'cad2-scene': cad2SceneTask,
  adapt: adaptTask,
  'check-model': checkModelTask,
  probe: probeTask,
  'check-database': checkDatabaseTask,
  score: scoreTask,
  align: alignTask,
  engrave: engraveTask,
  realign: realignTask,
  hear: hearTask,
  'live-input': liveInputTask,
  'edit-stems': editStemsTask,
  'preview-edit': previewEditTask,
  'prepare-study': prepareStudyTask,
  'store-stems': storeStemsTask,
};

export type TaskName = keyof typeof TASKS;

type Messages<T> =
  T extends Task<infer I, infer E, infer R>
    ? { readonly input: I; readonly event: E; readonly result: R }
    : never;

/** Types of the messages by task. */
export type Tasks = { readonly [N in TaskName]: Messages<(typeof TASKS)[N]> };

const BY_NAME: {
  readonly [N in TaskName]: Task<Tasks[N]['input'], Tasks[N]['event'], Tasks[N]['result']>;
} = TASKS;

export const taskNamed = <N extends TaskName>(name: N): (typeof BY_NAME)[N] => BY_NAME[name];

export const isTaskName = (name: string): name is TaskName => Object.hasOwn(TASKS, name);
