import type { Figures, Measured, QualityReport, StemQuality } from '../../src-shared/contract/quality.ts';
import { verdictOf } from '../../src-shared/quality/verdict.ts';
import {
  clock,
  estimateCaveats,
  expectedText,
  number,
  passageText,
  restSentence,
  timesText,
  verdictMeaning,
  verdictWord,
  windowRange,
} from '../../src-shared/quality/words.ts';
import { en } from '../../src-shared/words/en/index.ts';

/** Escapes text for use between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

const e = escapeHtml;

/** The report as one self-contained, printable page: no scripts, no links, light and dark colour schemes. */
export function reportHtml(report: QualityReport): string {
  const { title, model, frames, sampleRate, offset, createdAt } = report;
  const length = clock(frames / sampleRate);
  const where = offset === 0 ? '' : `, from ${clock(offset / sampleRate)} of the recording`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${e(title)}: quality of the separation</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${e(title)}</h1>
<p>How good this separation is. ${e(length)}${e(where)}; separated by ${e(model.id)} ${e(model.version)}; ${sampleRate} Hz;
report of ${e(createdAt.slice(0, 10))} by Divisi. Times count from the beginning of the stems.</p>
${measuredSection(report)}
${estimateSection(report)}
</body>
</html>
`;
}

function estimateSection(report: QualityReport): string {
  if (report.estimator === null)
    return '<p>No estimate of the stems’ quality comes with the models here.</p>';
  const caveats = estimateCaveats(report, en.quality).map((text) => `<li>${e(text)}</li>`);
  const rows = report.stems.map(
    (stem) =>
      `<tr><th scope="row">${e(stem.label)}</th><td>${
        stem.expected === null
          ? 'does not sound'
          : `${e(expectedText(stem.expected, en.quality))}</td><td>${e(verdictWord(verdictOf(stem.expected.sdr), en.quality))}`
      }</td></tr>`,
  );
  return `<h2>What to expect of the stems</h2>
<ul>${caveats.join('')}<li>${e(restSentence(report, en.quality))}</li></ul>
<table><thead><tr><th>Stem</th><th>Expected SDR</th><th>In a word</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>
${(['clear', 'fair', 'doubtful'] as const)
  .map(
    (verdict) =>
      `<p><span class="key ${verdict}"></span> ${e(verdictWord(verdict, en.quality))}: ${e(verdictMeaning(verdict, en.quality))}</p>`,
  )
  .join('\n')}
${report.stems.map((stem) => stemSection(report, stem)).join('\n')}`;
}

function stemSection(report: QualityReport, stem: StemQuality): string {
  const rows = stem.passages.map(
    (passage) =>
      `<tr><td>${e(timesText(report, passage))}</td><td>${e(passageText(report.stems, passage, en.quality))}</td><td>${e(expectedText(passage.expected, en.quality))}</td></tr>`,
  );
  const table =
    rows.length === 0
      ? '<p>Does not sound.</p>'
      : `<table><thead><tr><th>When</th><th>What</th><th>Expected SDR</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
  return `<h3>${e(stem.label)}</h3>\n${lane(report, stem)}\n${table}`;
}

const LANE_WIDTH = 1000;

function lane(report: QualityReport, stem: StemQuality): string {
  const scale = LANE_WIDTH / Math.max(1, report.frames);
  const bars = stem.windows.flatMap((sdr, window) => {
    if (sdr === null) return [];
    const { start, end } = windowRange(report, window, window + 1);
    const verdict = verdictOf(sdr);
    const height = { clear: 24, fair: 14, doubtful: 6 }[verdict];
    return [
      `<rect class="${verdict}" x="${(start * scale).toFixed(1)}" y="${24 - height}" width="${Math.max(1, (end - start) * scale - 1).toFixed(1)}" height="${height}"/>`,
    ];
  });
  return `<svg viewBox="0 0 ${LANE_WIDTH} 24" preserveAspectRatio="none" role="img" aria-label="${e(`${stem.label} over time; the table below says the same`)}">${bars.join('')}</svg>`;
}

function measuredSection(report: QualityReport): string {
  const measured = report.stems.filter((stem) => stem.measured !== null);
  if (measured.length === 0) return '';
  const rows = measured.map((stem) => {
    const { whole, file, silent } = stem.measured!;
    const head = `<th scope="row">${e(stem.label)}</th><td>${e(file)}</td>`;
    return `<tr>${head}${silent ? '<td colspan="9">The reference is silent: no figures</td>' : cells(whole)}</tr>`;
  });
  const unmatched =
    report.unmatched.length === 0
      ? ''
      : `<p>References that fit no stem: ${e(report.unmatched.join(', '))}.</p>`;
  return `<h2>Measured against references</h2>
<p>Floor and ceiling stand beside each figure: the unprocessed mixture, and the ideal ratio mask made of the references.
SDR and SI-SDR (Le Roux et al. 2019) in dB; NLPD is 0, MS-SSIM 1 for a perfect stem.</p>
<table><thead><tr><th>Stem</th><th>Reference</th>${HEADS.map((head) => `<th>${e(head)}</th>`).join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table>
${unmatched}
${measured.map((stem) => overTime(report, stem)).join('\n')}`;
}

const HEADS = [
  'SI-SDR gained',
  'SI-SDR',
  'of the mixture',
  'of the ideal mask',
  'SDR',
  'of the mixture',
  'of the ideal mask',
  'NLPD (mixture, ideal)',
  'MS-SSIM (mixture, ideal)',
];

const figure = (value: number | null, digits = 1): string => (value === null ? '–' : number(value, digits));

function cells({ stem, mixture, ideal }: Measured): string {
  const gained = stem.siSdr === null || mixture.siSdr === null ? null : stem.siSdr - mixture.siSdr;
  const perceptual = (of: (figures: Figures) => number | null): string =>
    `${figure(of(stem), 2)} (${figure(of(mixture), 2)}, ${figure(of(ideal), 2)})`;
  return [
    figure(gained),
    figure(stem.siSdr),
    figure(mixture.siSdr),
    figure(ideal.siSdr),
    figure(stem.sdr),
    figure(mixture.sdr),
    figure(ideal.sdr),
    perceptual(({ nlpd }) => nlpd),
    perceptual(({ msSsim }) => msSsim),
  ]
    .map((text) => `<td class="figure">${text}</td>`)
    .join('');
}

function overTime(report: QualityReport, stem: StemQuality): string {
  const windows = stem.measured?.windows ?? [];
  const rows = windows.map(({ stem: own, mixture, ideal }, window) => {
    const texts = [own.siSdr, mixture.siSdr, ideal.siSdr, own.sdr].map((value) => figure(value));
    const perceptual = [own.nlpd, own.msSsim].map((value) => figure(value, 2));
    const times = timesText(report, { from: window, to: window + 1 });
    return `<tr><td>${e(times)}</td>${[...texts, ...perceptual].map((text) => `<td class="figure">${text}</td>`).join('')}</tr>`;
  });
  return `<details><summary>${e(stem.label)} over time</summary>
<table><thead><tr><th>When</th><th>SI-SDR</th><th>of the mixture</th><th>of the ideal mask</th><th>SDR</th><th>NLPD</th><th>MS-SSIM</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></details>`;
}

const STYLE = `
:root{color-scheme:light dark;--clear:#2563c9;--fair:#2563c9aa;--doubtful:#b85c00}
@media(prefers-color-scheme:dark){:root{--clear:#6aa5ff;--fair:#6aa5ffaa;--doubtful:#f2a65a}}
body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 1rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8886;vertical-align:top}
.figure{text-align:right}
svg{width:100%;height:24px;display:block;background:#8882;margin:.25rem 0}
.clear{fill:var(--clear);background:var(--clear)}.fair{fill:var(--fair);background:var(--fair)}.doubtful{fill:var(--doubtful);background:var(--doubtful)}
.key{display:inline-block;width:1em;height:.75em}
summary{cursor:pointer;padding:.25rem 0}
`;
