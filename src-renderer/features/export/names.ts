import { firstDuplicate, unknownFields } from '../../../src-shared/exporting/name-template.ts';
import { plannedFiles, plannedNames } from '../../../src-shared/exporting/plan.ts';
import { isoDate } from '../../../src-shared/format/date.ts';
import { finalRate, partsOf, regionsOf, type ExportForm, type Subject } from './form.ts';

/** What the files of an export will be called. */
export interface FileNames {
  /** Of the audio files, with extensions. */
  readonly names: readonly string[];
  /** How many files there will be, with those for other programs. */
  readonly count: number;
  /** The export is one file, which can be named by hand. */
  readonly isOne: boolean;
  readonly problem:
    | { readonly kind: 'none' }
    | { readonly kind: 'unknown'; readonly field: string }
    | { readonly kind: 'twice'; readonly name: string };
}

export function fileNames(form: ExportForm, subject: Subject): FileNames {
  const { document, recording } = subject;
  const parts = partsOf(form, subject);
  const regions = regionsOf(form, subject);
  const planned = plannedFiles(document, parts, regions);
  const names = plannedNames(planned, regions, {
    template: form.template,
    recording: recording.title,
    mix: document.mix,
    composer: form.metadata.composer,
    today: isoDate(new Date()),
    sampleRate: finalRate(form, subject),
    format: form.format,
  });
  const count = planned.length + Object.values(parts.session).filter(Boolean).length;
  const [unknown] = unknownFields(form.template);
  const twice = firstDuplicate(names);
  return {
    names: names.map((name) => `${name}.${form.format}`),
    count,
    isOne: count === 1,
    problem:
      unknown !== undefined
        ? { kind: 'unknown', field: unknown }
        : twice !== null
          ? { kind: 'twice', name: twice }
          : { kind: 'none' },
  };
}
