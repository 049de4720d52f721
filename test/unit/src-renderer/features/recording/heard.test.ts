import { describe, expect, it } from 'vitest';
import type { Heard, StemHeard, Timeline } from '../../../../../src-shared/contract/listening.ts';
import { ensembleOf, INSTRUMENTS } from '../../../../../src-shared/project/players.ts';
import type { DeclaredInstrument, Instrument } from '../../../../../src-shared/project/players.ts';
import {
  byProbability,
  compared,
  formatProbability,
  inSentence,
  playedShare,
  playedSpans,
  shownRows,
  slotAt,
  slotWords,
  withHeard,
} from '../../../../../src-renderer/features/recording/heard.ts';
import { setLabel } from '../../../../../src-renderer/features/recording/ensemble.ts';
import { stemWords } from '../../../../../src-renderer/ui/stem-words.ts';

const heard = (
  probabilities: Partial<Record<Instrument, number>>,
  proposal: DeclaredInstrument[],
): Heard => ({
  modelId: 'ears',
  modelVersion: '1.0.0',
  silent: false,
  instruments: INSTRUMENTS.map((instrument) => ({
    instrument,
    probability: probabilities[instrument] ?? 0,
  })).sort((a, b) => b.probability - a.probability),
  proposal: ensembleOf(proposal),
});

const timeline = (rows: Partial<Record<Instrument, number[]>>, sounding: boolean[]): Timeline => ({
  hopSeconds: 1.5,
  windowSeconds: 3,
  slots: sounding.length,
  sounding,
  rows: INSTRUMENTS.map((instrument) => ({
    instrument,
    threshold: 0.5,
    probabilities: rows[instrument] ?? sounding.map(() => 0),
  })),
});

describe('a proposal beside the user’s list', () => {
  const proposal = ensembleOf(['violin', 'cello']);

  it('is free to take only while nobody is named', () => {
    expect(compared([], proposal)).toEqual({ kind: 'free' });
    expect(compared(ensembleOf(['piano']), proposal)).toMatchObject({ kind: 'differs' });
  });

  it('agrees however many of a kind are named, and whatever stays in the rest', () => {
    expect(compared(ensembleOf(['cello', 'violin', 'violin', 'piano']), proposal)).toEqual({ kind: 'same' });
  });

  it('tells what each has more of', () => {
    expect(compared(ensembleOf(['violin', 'viola', 'viola']), proposal)).toEqual({
      kind: 'differs',
      missing: ['cello'],
      unheard: ['viola'],
    });
  });

  it('adds to the list and changes nothing that is in it', () => {
    const named = setLabel(ensembleOf(['violin', 'violin']), 0, 'Anna');
    const added = withHeard(named, ['cello']);
    expect(added.slice(0, 2)).toEqual(named);
    expect(added[2]).toEqual({ id: 'cello', instrument: 'cello', label: 'Cello' });
    expect(withHeard([], ['oboe', 'horn'])).toEqual(ensembleOf(['oboe', 'horn']));
  });
});

describe('who plays when', () => {
  const line = timeline({ violin: [0.9, 0.8, 0.2, 0.5, 0], 'double-bass': [0.1, 0.6, 0.7, 0, 0] }, [
    true,
    true,
    true,
    true,
    false,
  ]);
  const [violin] = line.rows;
  if (violin === undefined) throw new Error('no violin');

  it('joins neighbouring slots, from the threshold on, and ends with the recording', () => {
    expect(playedSpans(violin, 1.5, 7.5)).toEqual([
      { from: 0, to: 3 },
      { from: 4.5, to: 6 },
    ]);
    expect(playedSpans(violin, 1.5, 5)).toEqual([
      { from: 0, to: 3 },
      { from: 4.5, to: 5 },
    ]);
    expect(playedSpans(violin, 1.5, 4)).toEqual([{ from: 0, to: 3 }]);
  });

  it('counts shares of what sounds only', () => {
    expect(playedShare(violin, line.sounding)).toBe(0.75);
    expect(playedShare(violin, [false, false, false, false, false])).toBe(0);
  });

  it('reads a slot aloud: the most probable first, nobody, silence', () => {
    expect(slotWords(line, 1)).toBe('0:01, violin 0.80, double bass 0.60');
    expect(slotWords(timeline({}, [true]), 0)).toBe('0:00, no instrument recognised');
    expect(slotWords(line, 4)).toBe('0:06, silence');
    expect(slotAt(line, 3.1)).toBe(2);
    expect(slotAt(line, 900)).toBe(4);
  });

  it('shows whom it proposes and whom the user named, the most probable first', () => {
    const what = heard({ violin: 0.6, 'double-bass': 0.9, horn: 0.4 }, ['violin', 'double-bass']);
    const names = (all: boolean) =>
      shownRows(line, what, ensembleOf(['horn', 'piano']), all).map((row) => row.instrument);
    expect(names(false)).toEqual(['double-bass', 'violin', 'horn']);
    expect(names(true)).toHaveLength(11);
    expect(byProbability(what).map((item) => item.instrument)).toEqual(['double-bass', 'violin']);
  });

  it('is never told as certain, and names players as in a sentence', () => {
    expect([0, 0.001, 0.5, 0.834, 0.999, 1].map(formatProbability)).toEqual([
      '0',
      '0.01',
      '0.50',
      '0.83',
      '0.99',
      '0.99',
    ]);
    expect(inSentence(['violin', 'double-bass', 'horn'])).toBe('violin, double bass and horn');
    expect(inSentence(['oboe'])).toBe('oboe');
    expect(inSentence([])).toBe('');
  });
});

describe('the check of a stem', () => {
  const checked = (change: Partial<Parameters<typeof stemWords>[0]>): Parameters<typeof stemWords>[0] => ({
    ...{ instrument: 'viola', isRest: false, rmsDbfs: -20, heard: null, expectedSdr: null },
    ...change,
  });
  const words = (verdict: StemHeard['verdict'], instrument: Instrument, expected: number | null) =>
    stemWords(checked({ heard: { verdict, instrument, probability: 0.83, expected } }), [checked({})]);

  it('is a sentence, and a warning only where it differs', () => {
    expect(words('agrees', 'viola', 0.83)).toMatchObject({ tone: 'plain', text: 'sounds like viola, 0.83' });
    expect(words('agrees', 'violin', 0.75)).toMatchObject({ tone: 'plain', text: 'sounds like viola, 0.75' });
    const differs = words('differs', 'violin', 0.2);
    expect(differs).toMatchObject({ tone: 'warning', text: 'sounds more like violin, 0.83' });
    expect(differs?.detail).toContain('viola, 0.20');
    // Neither a comfort nor a warning where the check can't tell.
    expect(words('unsure', 'violin', 0.5)).toBeNull();
    expect(words('silent', 'violin', 0)).toMatchObject({ tone: 'faint', text: 'nearly silent' });
    expect(stemWords(checked({ instrument: null }), [])).toBeNull();
  });

  it('confirms nothing that is hardly there, or probably mixed with others', () => {
    const heard = { verdict: 'agrees', instrument: 'oboe', probability: 0.79, expected: 0.79 } as const;
    const told = (change: Parameters<typeof checked>[0]) =>
      stemWords(checked({ instrument: 'oboe', heard, ...change }), [
        checked({ rmsDbfs: -18 }),
        checked({ rmsDbfs: -60 }),
        checked({ isRest: true, rmsDbfs: -3 }),
      ]);
    expect(told({})).toMatchObject({ tone: 'plain', text: 'sounds like oboe, 0.79' });
    const faint = told({ rmsDbfs: -45, expectedSdr: 0.4 });
    expect(faint).toMatchObject({
      tone: 'warning',
      text: 'doubtful: it contains hardly anything of an oboe',
    });
    expect(faint?.detail).toMatch(
      /sounds like oboe, 0\.79\. It is 27 dB below .* SDR is about 0\.4 dB\. Perhaps nobody plays it/,
    );
    // Before anyone judged it, too; but what is soft and clear is no wonder.
    expect(told({ rmsDbfs: -45 })?.text).toMatch(/^doubtful: it contains hardly anything/);
    expect(told({ rmsDbfs: -45, expectedSdr: 7 })?.text).toBe('sounds like oboe, 0.79');
    expect(told({ expectedSdr: 0.4 })?.text).toBe(
      'doubtful: sounds like oboe, 0.79, but is probably mixed with others',
    );
    expect(told({ expectedSdr: 2 })?.tone).toBe('plain');
    const differs = { ...heard, verdict: 'differs', instrument: 'violin', expected: 0.1 } as const;
    const other = told({ heard: differs, rmsDbfs: -45, expectedSdr: 0.4 });
    expect(other?.text).toBe('sounds more like violin, 0.79');
    expect(other?.detail).toContain('27 dB below');
    const unsure = { ...heard, verdict: 'unsure' } as const;
    expect(told({ heard: unsure, rmsDbfs: -45 })?.text).toMatch(/^doubtful/);
    expect(told({ heard: unsure, expectedSdr: 0.4 })).toMatchObject({
      tone: 'faint',
      text: 'not clear what it sounds like',
    });
    expect(told({ heard: unsure })).toBeNull();
    expect(told({ heard: { ...heard, verdict: 'silent' }, rmsDbfs: -90 })?.text).toBe('nearly silent');
  });
});
