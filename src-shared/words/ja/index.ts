import type { Words } from '../en/index.ts';
import { common } from './common.ts';
import { desktop } from './desktop.ts';
import { excerpts } from './excerpts.ts';
import { failures } from './failures.ts';
import { instruments } from './instruments.ts';
import { items } from './items.ts';
import { jobs } from './jobs.ts';
import { library } from './library.ts';
import { recovery } from './recovery.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { similar } from './similar.ts';
import { tags } from './tags.ts';
import { trust } from './trust.ts';
import { units } from './units.ts';

export const ja: Words = {
  common,
  desktop,
  excerpts,
  failures,
  instruments,
  items,
  jobs,
  library,
  recovery,
  settings,
  shell,
  similar,
  tags,
  trust,
  units,
};
