import type { QualityReport, StemQuality } from '../../../src-shared/contract/quality.ts';
import { estimateCaveats, passageSentence, restSentence } from '../../../src-shared/quality/words.ts';
import { qualityOfFiles } from '../../app/files/quality-of-files.ts';
import { command } from './command.ts';
import { json, modelsLibrary } from './common-options.ts';
import { text } from './options.ts';
import { print, withWork } from './use-case.ts';
import { en } from '../../../src-shared/words/en/index.ts';

export const quality = command({
  name: 'quality',
  summary: 'Estimates the quality of a separation’s stems, with or without the originals',
  positionals: ['DIR'],
  about: `DIR is what divisi separate wrote. Estimates each stem's SDR, whole and in windows of 3 s, from the stems alone:
    how decided the masks are, how steady, how loud the stem and the rest are, how far the stem is one tone. With
    references it also measures SDR, SI-SDR, NLPD and MS-SSIM, beside the unprocessed mixture and the ideal ratio mask.`,
  options: {
    reference: text('DIR', 'the isolated originals, named as the stems (viola.wav for viola)'),
    report: text('FILE', 'writes the report there as well: .html (one page, no scripts) or .csv'),
    library: modelsLibrary,
    json,
  },
  json: 'the whole report',
  async run({ values, positionals }, io) {
    const request = {
      dir: positionals[0] ?? '',
      referenceDir: values.reference,
      report: values.report,
      libraryDir: values.library,
    };
    const report = await withWork(io, (work) => qualityOfFiles(request, work));
    print(io, values.json, report, () => inWords(report));
    if (values.json) return;
    for (const caveat of estimateCaveats(report, en.quality)) io.err.write(`note: ${caveat}\n`);
    if (report.unmatched.length > 0) io.err.write(`note: fits no stem: ${report.unmatched.join(', ')}\n`);
  },
});

const inWords = (report: QualityReport): string =>
  [...report.stems.flatMap((stem) => stemLines(report, stem)), restSentence(report, en.quality), ''].join(
    '\n',
  );

function stemLines(report: QualityReport, stem: StemQuality): string[] {
  const silence =
    stem.passages.length === 0 && report.estimator !== null ? [`${stem.label}: does not sound.`] : [];
  const passages = stem.passages.map((passage) => passageSentence(report, stem, passage, en.quality));
  return [...measuredLines(stem), ...silence, ...passages];
}

function measuredLines({ label, measured }: StemQuality): string[] {
  if (measured === null || measured.silent) return [];
  const { stem, mixture, ideal } = measured.whole;
  const show = (level: number | null): string => level?.toFixed(1) ?? '-';
  return [
    `${label}: SDR ${show(stem.sdr)} dB (mixture ${show(mixture.sdr)}, ideal mask ${show(ideal.sdr)}), ` +
      `SI-SDR ${show(stem.siSdr)} dB (${show(mixture.siSdr)}, ${show(ideal.siSdr)}), ` +
      `NLPD ${stem.nlpd?.toFixed(2) ?? '-'}, MS-SSIM ${stem.msSsim?.toFixed(2) ?? '-'}`,
  ];
}
