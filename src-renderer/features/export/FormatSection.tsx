import {
  depthsOf,
  fittingRate,
  isLossy,
  ratesOf,
  usualDepth,
} from '../../../src-shared/exporting/formats.ts';
import type { BitDepth } from '../../../src-shared/contract/audio.ts';
import { KBPS, type ExportFormat } from '../../../src-shared/contract/export.ts';
import { formatHz } from '../../../src-shared/format/numbers.ts';
import { Segmented, Select } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';
import { depthOf, kbpsOf, rateOf, type ExportForm, type Subject } from './form.ts';

interface Props {
  readonly form: ExportForm;
  readonly subject: Subject;
  onChange: (change: Partial<ExportForm>) => void;
}

/** Format, depth or bit rate, and sample rate. */
export function FormatSection({ form, subject, onChange }: Props) {
  const texts = words().exporting;
  const { format } = form;
  return (
    <>
      <Segmented<ExportFormat>
        label={texts.format}
        value={format}
        onChange={(chosen) => onChange({ format: chosen })}
        options={[
          { value: 'wav', label: texts.formats.wav },
          { value: 'flac', label: texts.formats.flac },
          { value: 'mp3', label: texts.formats.mp3 },
          { value: 'opus', label: texts.formats.opus },
        ]}
      />
      <div className="export-row">
        {isLossy(format) ? (
          <Select
            label={texts.bitRate}
            value={String(kbpsOf(form))}
            onChange={(kbps) => onChange({ kbps: Number(kbps) })}
            options={KBPS[format].map((kbps) => ({ value: String(kbps), label: `${kbps} kbit/s` }))}
          />
        ) : (
          <DepthSelect form={form} subject={subject} onChange={onChange} />
        )}
        <RateSelect form={form} subject={subject} onChange={onChange} />
      </div>
    </>
  );
}

function DepthSelect({ form, subject, onChange }: Props) {
  const texts = words().exporting;
  const own = usualDepth(form.format, subject.recording.sampleFormat);
  const others = depthsOf(form.format).filter((depth) => depth !== own);
  return (
    <Select<BitDepth | 'own'>
      label={texts.depth}
      value={depthOf(form) ?? 'own'}
      onChange={(depth) => onChange({ depth: depth === 'own' ? null : depth })}
      options={[
        { value: 'own', label: texts.asRecorded(texts.depths[own]) },
        ...others.map((depth) => ({ value: depth, label: texts.depths[depth] })),
        ...(depthOf(form) === own ? [{ value: own, label: texts.depths[own] }] : []),
      ]}
    />
  );
}

function RateSelect({ form, subject, onChange }: Props) {
  const texts = words().exporting;
  const recorded = subject.document.sampleRate;
  const own = fittingRate(form.format, recorded);
  const others = ratesOf(form.format).filter((rate) => rate !== own);
  return (
    <Select
      label={texts.rate}
      value={String(rateOf(form) ?? 'own')}
      disabled={others.length === 0}
      onChange={(rate) => onChange({ rate: rate === 'own' ? null : Number(rate) })}
      options={[
        { value: 'own', label: own === recorded ? texts.asRecorded(formatHz(own)) : formatHz(own) },
        ...others.map((rate) => ({ value: String(rate), label: formatHz(rate) })),
        ...(rateOf(form) === own ? [{ value: String(own), label: formatHz(own) }] : []),
      ]}
    />
  );
}
