import { describe, expect, it } from 'vitest';
import type { ModelInfo } from '../../../../src-shared/contract/model.ts';
import { groupMetrics } from '../../../../src-renderer/features/models/metrics.ts';
import { reportGroups } from '../../../../src-renderer/features/settings/report.ts';
import { parseInline, parseMarkdown } from '../../../../src-renderer/ui/markdown.ts';
import { fall, meterPosition, METER_FLOOR_DB } from '../../../../src-renderer/ui/Meter.tsx';
import {
  evidenceFor,
  figureSentence,
  limitSentences,
  listenSentence,
  speedSentence,
} from '../../../../src-renderer/ui/model-words.ts';
import { extremes } from '../../../../src-renderer/ui/Waveform.tsx';

describe('models in words', () => {
  const metric = (set: string, players: number, value: number) => ({
    set,
    players,
    metric: 'si_sdr_improvement',
    value,
    date: '2026-01-01',
  });
  const model: ModelInfo = {
    id: 'm',
    version: '1.0.0',
    title: 'M',
    task: 'separation',
    architecture: '',
    causal: false,
    lookaheadMs: 0,
    stems: 'masks',
    sampleRate: 22_050,
    classes: [],
    playersPerClass: 2,
    rest: true,
    takesNotes: false,
    hearsNotes: false,
    origin: 'built-in',
    licence: 'MIT',
    bytes: 1,
    metrics: [metric('synthetic', 2, 6.2), metric('real-report', 2, 4.05), metric('synthetic', 5, 1)],
    problem: null,
    isDefault: true,
  };

  it('tell of an adapted model what it brought on the user’s own solos', () => {
    const own = [metric('your held-back solos', 2, 7.5), metric('your held-back solos, before', 2, 6.1)];
    const adapted = { ...model, metrics: [...model.metrics, ...own] };
    expect(figureSentence(adapted, 2)).toBe(
      'On mixtures of 2 of your held-back solos, each part is +7.5 dB cleaner on average; before the adaptation +6.1 dB.',
    );
    expect(figureSentence(adapted, 5)).toContain('no real evidence');
  });

  it('prefer real evidence, and admit where there is none', () => {
    expect(evidenceFor(model, 2)).toMatchObject({ kind: 'real', metric: { value: 4.05 } });
    expect(figureSentence(model, 2)).toContain('+4.1 dB');
    expect(figureSentence(model, 5)).toContain('no real evidence');
    const select = {
      ...model,
      metrics: [{ ...metric('real-select', 3, 5.68), mixtures: 4 }, metric('synthetic', 3, 7)],
    };
    expect(figureSentence(select, 3)).toContain('used to choose the model, each part is +5.7 dB');
    expect(figureSentence(select, 3)).toContain('(4 mixtures)');
    expect(evidenceFor(model, 4)).toBeNull();
    expect(figureSentence(model, 4)).toContain('No evidence for 4 players');
  });

  it('tell how soon its stems can be heard', () => {
    expect(listenSentence(model, 0.1)).toContain('as soon as its first part is done');
    const causal = { ...model, causal: true };
    for (const speed of [undefined, 0.7, 1]) {
      expect(listenSentence(causal, speed)).toBe('You can listen at once while it separates.');
    }
    expect(listenSentence(causal, 1.5)).toContain('with pauses');
  });

  it('tell how hard cases did, from real recordings where there are any', () => {
    expect(limitSentences(model).join(' ')).toContain('(no evidence yet)');
    const measured = {
      ...model,
      metrics: [
        metric('synthetic/doubled', 3, 3.75),
        metric('real-report/urmp-doubled', 2, 1),
        metric('real-report/undeclared', 2, 2.43),
      ],
    };
    const words = limitSentences(measured).join(' ');
    expect(words).toContain('get a stem each (+1.0 dB where measured)');
    expect(words).toContain('with one player undeclared, parts gained +2.4 dB');
    expect(limitSentences({ ...model, playersPerClass: 1 })[0]).toContain('share one stem');
  });

  it('says how far a model listens ahead and what its stems are made of', () => {
    const wordsOf = (change: Partial<ModelInfo>) => limitSentences({ ...model, ...change }).join(' ');
    expect(wordsOf({})).toContain('not suitable for live use');
    expect(wordsOf({ causal: true })).toContain('It uses only the past');
    const stream = { causal: true, lookaheadMs: 4.99, sampleRate: 22_050 };
    expect(wordsOf(stream)).toContain('5 ms ahead, as a hearing aid would; its stems are made with masks');
    expect(wordsOf(stream)).toContain('11.0 kHz; above that, Divisi extends its masks.');
    const direct = wordsOf({ ...stream, stems: 'waveform' });
    expect(direct).toContain('its stems are the waveforms that it computes');
    expect(direct).toContain('11.0 kHz; what lies above stays in the rest.');
  });

  it('become one table a metric', () => {
    const [group] = groupMetrics(model.metrics);
    expect(group?.players).toEqual([2, 5]);
    expect(group?.sets.map((row) => [row.set, row.values.map((value) => value?.value ?? null)])).toEqual([
      ['synthetic', [6.2, 1]],
      ['real-report', [4.05, null]],
    ]);
    expect(groupMetrics([])).toEqual([]);
  });

  it.each([
    [undefined, 'It has not finished a separation on this computer yet.'],
    [0.0714, 'Its last separation here was 14 times as fast as the music.'],
    [0.3, 'Its last separation here was 3.3 times as fast as the music.'],
    [0.1005, 'Its last separation here was 10 times as fast as the music.'],
    [1.05, 'Its last separation here took about as long as the music.'],
    [2.5, 'Its last separation here took 2.5 times as long as the music.'],
  ])('at %d s of work a second: %s', (speed, sentence) => {
    expect(speedSentence(speed)).toBe(sentence);
  });
});

describe('markdown', () => {
  it('reads headings, paragraphs, lists, tables and code', () => {
    const blocks = parseMarkdown(
      '# Title #\r\n\r\nOne\ntwo\n\n- a\n  b\n- c\n\n1. x\n\n| A | B |\n|---|--:|\n| 1 | **2** |\n\n```\n<b>\n```\nend',
    );
    expect(blocks.map((block) => block.kind)).toEqual([
      'heading',
      'paragraph',
      'list',
      'list',
      'table',
      'code',
      'paragraph',
    ]);
    expect(blocks[1]).toEqual({ kind: 'paragraph', text: [{ kind: 'text', text: 'One two' }] });
    expect(blocks[2]).toMatchObject({ ordered: false, items: [[{ text: 'a b' }], [{ text: 'c' }]] });
    expect(blocks[4]).toMatchObject({ rows: [[[{ text: '1' }], [{ kind: 'strong', text: '2' }]]] });
    expect(blocks[5]).toEqual({ kind: 'code', text: '<b>' });
  });

  it('keeps links as their text, and HTML as text', () => {
    expect(parseInline('see [the paper](https://example.org/x) and ![p](data:x)')).toEqual([
      { kind: 'text', text: 'see the paper and p' },
    ]);
    expect(parseInline('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'text', text: '<img src=x onerror=alert(1)>' },
    ]);
  });

  it('ends on anything at all', () => {
    for (const source of ['', '|', '|||\n---', '```', '- ', '#', '**', '| a |\n| b |', '[x](']) {
      expect(() => parseMarkdown(source)).not.toThrow();
    }
  });
});

describe('the doctor’s report', () => {
  it('is one line a fact, grouped', () => {
    const groups = reportGroups({
      version: '1.0.0',
      library: { folder: '/x', freeBytes: 1_500_000_000, readOnly: false },
      providers: [{ id: 'cpu', problem: null }],
    });
    expect(groups.map((group) => group.title)).toEqual(['General', 'Library']);
    expect(groups[1]?.lines).toEqual([
      { name: 'Folder', value: '/x' },
      { name: 'Free', value: '1.5 GB' },
      { name: 'Read only', value: 'no' },
    ]);
    expect(groups[0]?.lines.at(-1)).toEqual({ name: 'Providers', value: 'id: cpu, problem: none' });
  });
});

describe('drawing', () => {
  it('takes the extremes of all the buckets under a pixel', () => {
    const data = new Int16Array([-1, 1, -32767, 2, -3, 32767, 0, 0]);
    const peaks = { channels: 1, buckets: 4, data, readyShare: 1 };
    expect(extremes(peaks, [0], 0, 2)).toEqual([-1, 2 / 32767]);
    expect(extremes(peaks, [0], 1, 2)).toEqual([-3 / 32767, 1]);
    // More pixels than buckets: each pixel shows the bucket it lies in.
    expect(extremes(peaks, [0], 7, 8)).toEqual([0, 0]);
    expect(extremes({ ...peaks, channels: 0 }, [], 0, 2)).toEqual([0, 0]);
  });

  it('lets a meter fall steadily and rise at once', () => {
    expect(fall(-10, -3, 0.016)).toBe(-3);
    expect(fall(-10, -40, 0.5)).toBeCloseTo(-22, 9);
    expect(fall(METER_FLOOR_DB, -Infinity, 1)).toBe(METER_FLOOR_DB);
    expect(meterPosition(0)).toBe(1);
    expect(meterPosition(6)).toBe(1);
    expect(meterPosition(-60)).toBe(0);
    expect(meterPosition(-Infinity)).toBe(0);
  });
});
