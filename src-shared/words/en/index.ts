import { common } from './common.ts';
import { failures } from './failures.ts';
import { instruments } from './instruments.ts';
import { items } from './items.ts';
import { jobs } from './jobs.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { units } from './units.ts';

/** Every text of the window, by theme. The other languages have the same shape: the compiler finds what is missing. */
export const en = {
  common,
  failures,
  instruments,
  items,
  jobs,
  settings,
  shell,
  units,
};

export type Words = typeof en;
