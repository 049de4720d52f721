import { describe, expect, it } from 'vitest';
import { QualityReport } from '../../../../src-shared/contract/quality.ts';
import { clock, estimateCaveats, number, passageSentence } from '../../../../src-shared/quality/words.ts';
import { reportCsv } from '../../../../src-main/quality/report-csv.ts';
import { escapeHtml, reportHtml } from '../../../../src-main/quality/report-html.ts';
import { en } from '../../../../src-shared/words/en/index.ts';

const figures = { sdr: 5, siSdr: 4, nlpd: 0.5, msSsim: 0.75 };
const floor = { sdr: -5, siSdr: -4, nlpd: 0.8, msSsim: 0.5 };
const ceiling = { sdr: 12, siSdr: 11, nlpd: 0.1, msSsim: 0.98 };

const report: QualityReport = QualityReport.parse({
  title: '=HYPERLINK("x") <script>alert(1)</script>',
  model: { id: 'harmonic-unet', version: '1.0.0' },
  sampleRate: 1000,
  offset: 60_000,
  frames: 70_000,
  windowFrames: 30_000,
  estimator: {
    modelId: 'harmonic-unet',
    modelVersion: '1.0.0',
    fittedAt: '2026-01-01',
    fits: true,
    validation: [
      {
        set: 'real-report',
        windows: 100,
        stems: 20,
        windowCorrelation: 0.61,
        stemCorrelation: 0.7,
        partnerRight: 0.58,
      },
    ],
  },
  stems: [
    {
      stemId: null,
      name: 'viola',
      label: 'Viola "& <b>',
      instrument: 'viola',
      expected: { sdr: 1.04, low: -3, high: 5 },
      windows: [1.2, null],
      passages: [
        {
          from: 0,
          to: 1,
          verdict: 'doubtful',
          expected: { sdr: 1.2, low: -2.9, high: 4.6 },
          mixedWith: 1,
        },
      ],
      measured: {
        file: 'viola, take 2.wav',
        silent: false,
        whole: { stem: figures, mixture: floor, ideal: ceiling },
        windows: [
          { stem: figures, mixture: floor, ideal: ceiling },
          { stem: { ...figures, nlpd: null }, mixture: floor, ideal: ceiling },
        ],
      },
    },
    {
      stemId: null,
      name: '=cello',
      label: 'Cello',
      instrument: 'cello',
      expected: null,
      windows: [null, null],
      passages: [],
      measured: null,
    },
  ],
  restShare: { whole: 0.125, windows: [0.1, 0.15] },
  unmatched: ['<img src=x>.wav'],
  createdAt: '2026-01-02T03:04:05.000Z',
});

describe('sentences', () => {
  it('say when, with whom and how sure', () => {
    expect(passageSentence(report, report.stems[0]!, report.stems[0]!.passages[0]!, en.quality)).toBe(
      'Viola "& <b> 0:00–0:30: probably mixed with others, most of all cello; ' +
        'expected SDR about 1.2 dB (8 of 10 lie between −3 and 5).',
    );
    expect(clock(3723.9)).toBe('1:02:03');
    expect(number(-0.04)).toBe('0.0');
    expect(number(-0.06)).toBe('−0.1');
  });

  it('say how far to believe the estimate', () => {
    const caveats = estimateCaveats(report, en.quality).join(' ');
    expect(caveats).toContain('0.61 per window and 0.70 per stem');
    expect(caveats).toContain('6 of 10');
    expect(caveats).not.toContain('rough guide');
    const other = { ...report, estimator: { ...report.estimator!, fits: false } };
    expect(estimateCaveats(other, en.quality).join(' ')).toContain('rough guide');
    expect(estimateCaveats({ ...report, estimator: null }, en.quality)).toEqual([]);
  });
});

describe('the report as HTML', () => {
  const html = reportHtml(report);

  it('is one page that runs and fetches nothing, whatever things are named', () => {
    expect(html).not.toMatch(/<script|<img|<link|<iframe|javascript:|\son\w+=|src=(?!x&gt;)/i);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('Viola &quot;&amp; &lt;b&gt;');
    expect(html).toContain("default-src 'none'");
    expect(escapeHtml(`<&>"'`)).toBe('&lt;&amp;&gt;&quot;&#39;');
  });

  it('tells the figures with their floor and ceiling, and the passages', () => {
    expect(html).toContain('<td class="figure">8.0</td><td class="figure">4.0</td>');
    expect(html).toContain('0.50 (0.80, 0.10)');
    expect(html).toContain('probably mixed with others, most of all cello');
    expect(html).toContain('from 1:00 of the recording');
    expect(html).toContain('13 % of the energy went to the rest');
    expect(html).toContain('does not sound');
  });

  it('balances its tags', () => {
    for (const tag of ['table', 'tbody', 'tr', 'ul', 'li', 'details', 'svg', 'td', 'th', 'p']) {
      const opened = html.match(new RegExp(`<${tag}[ >]`, 'g'))?.length ?? 0;
      const closed = html.match(new RegExp(`</${tag}>`, 'g'))?.length ?? 0;
      expect(closed, tag).toBe(opened);
    }
  });
});

describe('the report as CSV', () => {
  const lines = reportCsv(report).split('\r\n');

  it('has a line a stem and a line a window, all of one width, and no formula', () => {
    expect(lines).toHaveLength(1 + 2 * 3 + 1);
    expect(lines.at(-1)).toBe('');
    const width = lines[0]!.split(',').length;
    for (const line of lines.slice(4, 7)) {
      expect(line.split(',')).toHaveLength(width);
      expect(line.startsWith("'=cello,")).toBe(true);
    }
  });

  it('quotes what it must, and leaves empty what there is no figure for', () => {
    const [whole, first, second] = [lines[1]!, lines[2]!, lines[3]!];
    expect(whole).toContain('viola,"Viola ""& <b>",viola,0,70,1.04,-3,5,doubtful,,0.125,5,4,0.5,0.75,8,');
    expect(first).toContain(',viola,0,30,1.2,,,doubtful,=cello'.replace('=cello', "'=cello"));
    expect(second).toContain(',viola,30,70,,,,,,0.15,5,4,,0.75,8,');
  });
});
