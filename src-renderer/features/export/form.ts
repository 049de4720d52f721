import {
  depthsOf,
  fittingRate,
  isLossy,
  ratesOf,
  usualDepth,
  usualKbps,
} from '../../../src-shared/exporting/formats.ts';
import {
  KBPS,
  NAME_TEMPLATE,
  type ExportFormat,
  type ExportMetadata,
  type ExportRegion,
  type ExportRequest,
  type ExportSettings,
  type LoudnessGoal,
} from '../../../src-shared/contract/export.ts';
import type { BitDepth, SampleFormat } from '../../../src-shared/contract/audio.ts';
import type { CoverName } from '../../../src-shared/contract/cover.ts';
import type { GrantedFile } from '../../../src-shared/contract/system.ts';
import { isoDate } from '../../../src-shared/format/date.ts';
import { allParts } from '../../../src-shared/exporting/plan.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';

/** The dialog's state. Texts are as typed. */
export interface ExportForm {
  readonly parts: ExportSettings['parts'];
  /** Ids of the tracks that `processed` and `separated` export. */
  readonly tracks: ReadonlySet<string>;
  /** Names of the chosen regions; the whole project if empty. */
  readonly regions: ReadonlySet<string>;
  readonly format: ExportFormat;
  /** Null: the recording's own, as far as the format has it. */
  readonly depth: BitDepth | null;
  readonly kbps: number | null;
  readonly rate: number | null;
  readonly target: { readonly isOn: boolean; readonly text: string };
  readonly ceiling: { readonly isOn: boolean; readonly text: string };
  /** 0 or below, for everything. */
  readonly gainDb: number;
  readonly mayClip: boolean;
  readonly template: string;
  readonly metadata: ExportMetadata;
  /** `recording`: the recording's own. */
  readonly cover: GrantedFile | 'recording' | null;
}

/** What the form is about. */
export interface Subject {
  readonly document: ProjectDocument;
  readonly recording: {
    readonly title: string;
    readonly sampleFormat: SampleFormat;
    readonly cover: CoverName | null;
  };
  /** What can be exported besides the whole: the loop and named regions, with distinct names. */
  readonly regions: readonly ExportRegion[];
}

const USUAL_TARGET = '-14';
const USUAL_CEILING = '-1';

export function initialForm(
  { document, recording }: Pick<Subject, 'document' | 'recording'>,
  remembered: { readonly settings: ExportSettings | null; readonly metadata: ExportMetadata },
): ExportForm {
  const { settings } = remembered;
  const goal = settings?.loudness ?? null;
  const number = (value: number | null | undefined, usual: string) => ({
    isOn: value !== null && value !== undefined,
    text: value === null || value === undefined ? usual : String(value),
  });
  return {
    parts: settings?.parts ?? {
      mix: true,
      groups: false,
      processed: false,
      separated: false,
      session: { dawproject: false, reaper: false, note: false },
    },
    tracks: new Set(allParts(document).tracks),
    regions: new Set(),
    format: settings?.format ?? 'wav',
    depth: settings?.bitDepth ?? null,
    kbps: settings?.kbps ?? null,
    rate: settings?.sampleRate ?? null,
    target: number(goal?.targetLufs, USUAL_TARGET),
    ceiling: number(goal?.ceilingDbtp, USUAL_CEILING),
    gainDb: 0,
    mayClip: false,
    template: settings?.template ?? NAME_TEMPLATE.usual,
    metadata: remembered.metadata,
    cover: recording.cover === null ? null : 'recording',
  };
}

/** The depth as chosen where the format has it; null for the recording's own. */
export function depthOf({ format, depth }: Pick<ExportForm, 'format' | 'depth'>): BitDepth | null {
  return depth !== null && depthsOf(format).includes(depth) ? depth : null;
}

export function kbpsOf({ format, kbps }: Pick<ExportForm, 'format' | 'kbps'>): number | null {
  if (!isLossy(format)) return null;
  const rates: readonly number[] = KBPS[format];
  return kbps !== null && rates.includes(kbps) ? kbps : usualKbps(format);
}

export function rateOf({ format, rate }: Pick<ExportForm, 'format' | 'rate'>): number | null {
  return rate !== null && ratesOf(format).includes(rate) ? rate : null;
}

/** The rate of the files in Hz. */
export const finalRate = (form: ExportForm, { document }: Pick<Subject, 'document'>): number =>
  rateOf(form) ?? fittingRate(form.format, document.sampleRate);

export const finalDepth = (form: ExportForm, { recording }: Pick<Subject, 'recording'>): BitDepth | null =>
  isLossy(form.format) ? null : (depthOf(form) ?? usualDepth(form.format, recording.sampleFormat));

const RANGES = { target: { min: -60, max: 0 }, ceiling: { min: -20, max: 0 } } as const;

/** A typed level; null if it is no number in its range. A real minus sign and a comma are fine. */
export function parseLevel(which: keyof typeof RANGES, text: string): number | null {
  const clean = text.trim().replace('\u2212', '-').replace(',', '.');
  if (!/^[+-]?\d{1,3}(\.\d{0,3})?$/.test(clean)) return null;
  const level = Number(clean);
  return level >= RANGES[which].min && level <= RANGES[which].max ? level : null;
}

export function goalOf({ target, ceiling }: Pick<ExportForm, 'target' | 'ceiling'>): LoudnessGoal | null {
  const targetLufs = target.isOn ? parseLevel('target', target.text) : null;
  const ceilingDbtp = ceiling.isOn ? parseLevel('ceiling', ceiling.text) : null;
  return targetLufs === null && ceilingDbtp === null ? null : { targetLufs, ceilingDbtp };
}

/** Projects for other programs need stems that keep every bit. */
export const sessionOf = ({
  format,
  parts,
}: Pick<ExportForm, 'format' | 'parts'>): ExportSettings['parts']['session'] =>
  isLossy(format) ? { dawproject: false, reaper: false, note: false } : parts.session;

export function partsOf(form: ExportForm, { document }: Pick<Subject, 'document'>): ExportRequest['parts'] {
  const all = allParts(document);
  const tracks = all.tracks.filter((id) => form.tracks.has(id));
  return {
    mix: form.parts.mix,
    groups: form.parts.groups ? all.groups : [],
    processed: form.parts.processed ? tracks : [],
    separated: form.parts.separated ? tracks : [],
    session: sessionOf(form),
  };
}

export const regionsOf = (form: ExportForm, { regions }: Pick<Subject, 'regions'>): ExportRegion[] =>
  regions.filter(({ name }) => form.regions.has(name));

export function requestOf(form: ExportForm, subject: Subject): ExportRequest {
  const depth = depthOf(form);
  const kbps = kbpsOf(form);
  const rate = rateOf(form);
  return {
    projectId: subject.document.id,
    parts: partsOf(form, subject),
    regions: regionsOf(form, subject),
    format: form.format,
    ...(depth === null ? {} : { bitDepth: depth }),
    ...(kbps === null ? {} : { kbps }),
    ...(rate === null ? {} : { sampleRate: rate }),
    gainDb: form.gainDb,
    loudness: goalOf(form),
    clipping: form.mayClip ? 'allow' : 'refuse',
    template: form.template,
    metadata: form.metadata,
    ...(form.cover === null ? {} : { cover: form.cover === 'recording' ? form.cover : form.cover.grantId }),
    today: isoDate(new Date()),
  };
}
