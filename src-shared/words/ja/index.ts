import type { Words } from '../en/index.ts';
import { common } from './common.ts';
import { failures } from './failures.ts';
import { instruments } from './instruments.ts';
import { items } from './items.ts';
import { jobs } from './jobs.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { units } from './units.ts';

export const ja: Words = {
  common,
  failures,
  instruments,
  items,
  jobs,
  settings,
  shell,
  units,
};
