import { ownDepth } from '../../../src-shared/contract/own-depth.ts';
import type { BitDepth, SampleFormat } from '../../../src-shared/contract/audio.ts';
import type { ExportRequest } from '../../../src-shared/contract/job.ts';
import type { SampleRange } from '../../../src-shared/project/document.ts';
import type { ProjectId } from '../../../src-shared/project/ids.ts';

/** The form's state; `same` is the recording's own. */
export interface ExportForm {
  readonly what: ExportRequest['what'];
  readonly stems: ExportRequest['stems'];
  readonly format: ExportRequest['format'];
  readonly depth: BitDepth | 'same';
  readonly rate: string;
  readonly range: 'whole' | 'loop';
  /** One gain for everything, so that nothing clips; 0 leaves all as it is. */
  readonly commonGainDb: number;
}

export const DEFAULT_FORM: ExportForm = {
  what: 'mix',
  stems: 'separated',
  format: 'wav',
  depth: 'same',
  rate: 'same',
  range: 'whole',
  commonGainDb: 0,
};

/** FLAC holds integers only. */
export function depthsOf(format: ExportForm['format']): readonly BitDepth[] {
  return format === 'flac' ? ['16', '24'] : ['16', '24', '32f'];
}

/** A depth that the format can hold: `same` of a float recording becomes 24-bit in FLAC. */
export function fittingDepth(form: ExportForm, sampleFormat: SampleFormat): BitDepth | 'same' {
  const wanted = form.depth === 'same' ? ownDepth(sampleFormat, 'wav') : form.depth;
  return depthsOf(form.format).includes(wanted) ? form.depth : '24';
}

export const RATES: readonly number[] = [44_100, 48_000, 88_200, 96_000, 176_400, 192_000];

export function requestOf(
  form: ExportForm,
  projectId: ProjectId,
  sampleFormat: SampleFormat,
  loop: SampleRange | null,
): ExportRequest {
  const depth = fittingDepth(form, sampleFormat);
  return {
    projectId,
    what: form.what,
    stems: form.stems,
    format: form.format,
    ...(depth === 'same' ? {} : { bitDepth: depth }),
    ...(form.rate === 'same' ? {} : { sampleRate: Number(form.rate) }),
    ...(form.range === 'loop' && loop !== null ? { range: loop } : {}),
    ...(form.commonGainDb === 0 ? {} : { commonGainDb: form.commonGainDb }),
  };
}
