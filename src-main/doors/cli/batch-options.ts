import { parseWhoPlays } from '../../../src-shared/batch/list.ts';
import { JOB_PRIORITIES } from '../../../src-shared/contract/job.ts';
import type { BatchOptions } from '../../app/batch/batch-options.ts';
import { channels, fast, libraryOption } from './common-options.ts';
import { byDefault, choice, flag, fraction, invalid, text, value, type Values } from './options.ts';

const CONFIDENCE = 0.8;

/** What every command that runs a batch takes. */
export const batchOptions = {
  instruments: value(
    'LIST|heard',
    `who plays in those that have no players yet, as in violin:2,viola,cello; "heard" for one player of each instrument
    that is heard, as divisi identify hears it`,
    parseWhoPlays,
  ),
  confidence: value(
    'P',
    'with "heard": leaves a file where an instrument is less probable than this (default: 0.8)',
    fraction,
  ),
  'replace-players': flag('declares them for recordings that have other players, too'),
  separate: flag('separates each recording; needs --instruments, or a list that says who plays'),
  fast,
  force: flag('separates again what was separated into the same players by the same model'),
  model: text('ID', 'with this model'),
  stems: choice(
    ['wav', 'flac'],
    'stores the stems as float WAV or as 24-bit FLAC; as the settings say otherwise',
  ),
  copy: flag('copies the files into the library instead of reading them where they are'),
  channels,
  priority: byDefault(
    choice(
      ['high', 'batch', 'low'],
      'which of the library’s jobs start first; what a window asks for comes before a batch',
    ),
    'batch',
  ),
  library: libraryOption('the library'),
};

/** A list may say "heard" for some of its files. @throws Failure `call/invalid` */
export function requireHeard(values: Values<typeof batchOptions>, hasTable: boolean): void {
  if (values.confidence === undefined || values.instruments === 'heard' || hasTable) return;
  throw invalid('--confidence needs --instruments heard, or a list that may say so');
}

export const batchRequestOf = (values: Values<typeof batchOptions>) =>
  ({
    mode: values.copy ? 'copy' : 'reference',
    channels: values.channels,
    players: values.instruments,
    confidence: values.confidence ?? CONFIDENCE,
    replacePlayers: values['replace-players'],
    separate: values.separate,
    force: values.force,
    effort: values.fast ? 'fast' : 'best',
    modelId: values.model,
    stemFormat: values.stems,
    priority: JOB_PRIORITIES[values.priority],
  }) satisfies Omit<BatchOptions, 'again'>;
