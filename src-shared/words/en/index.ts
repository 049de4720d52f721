import { adapt } from './adapt.ts';
import { archives } from './archives.ts';
import { automation } from './automation.ts';
import { batch } from './batch.ts';
import { calibration } from './calibration.ts';
import { common } from './common.ts';
import { compare } from './compare.ts';
import { desktop } from './desktop.ts';
import { editor } from './editor.ts';
import { edits } from './edits.ts';
import { envelope } from './envelope.ts';
import { excerpts } from './excerpts.ts';
import { exporting } from './exporting.ts';
import { failures } from './failures.ts';
import { instruments } from './instruments.ts';
import { items } from './items.ts';
import { jobs } from './jobs.ts';
import { leftOut } from './left-out.ts';
import { library } from './library.ts';
import { listeningTest } from './listening-test.ts';
import { fitting } from './fitting.ts';
import { listeners } from './listeners.ts';
import { live } from './live.ts';
import { meters } from './meters.ts';
import { mixes } from './mixes.ts';
import { models } from './models.ts';
import { naming } from './naming.ts';
import { notes } from './notes.ts';
import { processors } from './processors.ts';
import { quality } from './quality.ts';
import { rebalance } from './rebalance.ts';
import { recording } from './recording.ts';
import { recovery } from './recovery.ts';
import { relocation } from './relocation.ts';
import { score } from './score.ts';
import { regions } from './regions.ts';
import { selecting } from './selecting.ts';
import { search } from './search.ts';
import { separationNotes } from './separation-notes.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { similar } from './similar.ts';
import { snapshots } from './snapshots.ts';
import { stemEdits } from './stem-edits.ts';
import { stems } from './stems.ts';
import { stretch } from './stretch.ts';
import { storage } from './storage.ts';
import { studies } from './studies.ts';
import { tags } from './tags.ts';
import { trust } from './trust.ts';
import { units } from './units.ts';
import { viewing } from './viewing.ts';
import { watch } from './watch.ts';

/** Every text of the window, by theme. The other languages have the same shape: the compiler finds what is missing. */
export const en = {
  adapt,
  archives,
  automation,
  batch,
  calibration,
  common,
  compare,
  desktop,
  editor,
  edits,
  envelope,
  excerpts,
  exporting,
  failures,
  instruments,
  items,
  jobs,
  leftOut,
  library,
  fitting,
  listeners,
  live,
  listeningTest,
  meters,
  mixes,
  models,
  naming,
  notes,
  processors,
  quality,
  rebalance,
  recording,
  recovery,
  relocation,
  score,
  regions,
  selecting,
  search,
  separationNotes,
  settings,
  shell,
  similar,
  snapshots,
  stemEdits,
  stems,
  stretch,
  storage,
  studies,
  tags,
  trust,
  units,
  viewing,
  watch,
};

export type Words = typeof en;
