import type { ExportRequest, SampleFormat } from '../../../src-shared/contract/schemas.ts';
import type { SampleRange } from '../../../src-shared/project/document.ts';
import type { GrantId, ProjectId } from '../../../src-shared/project/ids.ts';

export type Depth = '16' | '24' | '32f';

/** The form's state; `same` is the recording's own. */
export interface ExportForm {
  readonly what: ExportRequest['what'];
  readonly stems: ExportRequest['stems'];
  readonly format: ExportRequest['format'];
  readonly depth: Depth | 'same';
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

/** The export depth that keeps a recording's samples: 8-bit widens to 16, everything beyond 24 is float. */
export function ownDepth(sampleFormat: SampleFormat): Depth {
  switch (sampleFormat) {
    case 'u8':
    case 's16':
      return '16';
    case 's24':
      return '24';
    case 's32':
    case 'f32':
    case 'f64':
      return '32f';
  }
}

export const DEPTH_WORDS: Readonly<Record<Depth, string>> = {
  '16': '16-bit',
  '24': '24-bit',
  '32f': '32-bit float',
};

/** FLAC holds integers only. */
export function depthsOf(format: ExportForm['format']): readonly Depth[] {
  return format === 'flac' ? ['16', '24'] : ['16', '24', '32f'];
}

/** A depth that the format can hold: `same` of a float recording becomes 24-bit in FLAC. */
export function fittingDepth(form: ExportForm, sampleFormat: SampleFormat): Depth | 'same' {
  const wanted = form.depth === 'same' ? ownDepth(sampleFormat) : form.depth;
  return depthsOf(form.format).includes(wanted) ? form.depth : '24';
}

export const RATES: readonly number[] = [44_100, 48_000, 88_200, 96_000, 176_400, 192_000];

export function requestOf(
  form: ExportForm,
  projectId: ProjectId,
  sampleFormat: SampleFormat,
  loop: SampleRange | null,
  destination: GrantId | null,
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
    ...(destination === null ? {} : { destination }),
  };
}
