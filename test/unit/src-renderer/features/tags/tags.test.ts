import { describe, expect, it } from 'vitest';
import type { ProposalScore } from '../../../../../src-shared/contract/item-schemas.ts';
import { newRecordingId, newStemId } from '../../../../../src-shared/project/ids.ts';
import {
  learntFrom,
  tooFewSentence,
  trustOf,
} from '../../../../../src-renderer/features/tags/proposal-words.ts';
import { likeness, placeText, spokenTitle } from '../../../../../src-renderer/ui/item-words.ts';
import { cleanTag, sameTag, suggestionsFor } from '../../../../../src-renderer/ui/tag-suggestions.ts';

describe('completing a tag', () => {
  const known = ['Baroque', 'dry hall', 'Église', 'legato', 'wet hall'];
  const offered = (typed: string, taken: string[] = []) => suggestionsFor(typed, known, taken);

  it('finds what contains the text, whatever case and accents, beginnings first', () => {
    expect(offered('eg').map((item) => item.tag)).toEqual(['Église', 'legato', 'eg']);
    expect(offered('HALL').map((item) => item.tag)).toEqual(['dry hall', 'wet hall', 'HALL']);
    expect(offered('')).toHaveLength(5);
  });

  it('offers a new tag last, and only where there is none of that name', () => {
    expect(offered('legat').at(-1)).toEqual({ tag: 'legat', isNew: true });
    expect(offered('LEGATO').map((item) => item.isNew)).toEqual([false]);
    expect(offered('legato', ['legato'])).toEqual([]);
  });

  it('leaves out what the item has', () => {
    expect(offered('hall', ['Dry Hall']).map((item) => item.tag)).toEqual(['wet hall', 'hall']);
  });

  it('writes tags as the host does', () => {
    expect(cleanTag('  dry \n hall ')).toBe('dry hall');
    expect(cleanTag(`${'x'.repeat(59)}  y`)).toBe('x'.repeat(59));
    expect(sameTag('ÉGLISE', 'église')).toBe(true);
  });
});

describe('trust in proposals', () => {
  const score = (change: Partial<ProposalScore>): ProposalScore => ({
    method: 'logistic',
    weighted: { logistic: 0.81, neighbours: 0.7 },
    majority: 0.55,
    folds: 5,
    groupedBy: 'recording',
    examples: 24,
    ...change,
  });

  it('is said in tenths, with the figures of the method that was chosen', () => {
    const good = trustOf(score({}));
    expect(good).toMatchObject({
      tone: 'good',
      sentence: 'On examples it had not seen, it was right for about 8 of 10.',
    });
    expect(good.detail).toContain('Weighted F1 0.81 by logistic regression');
    expect(good.detail).toContain('24 examples in 5 folds');
    expect(good.detail).toContain('would score 0.55');
    expect(trustOf(score({ method: 'neighbours' }))).toMatchObject({ tone: 'fair' });
  });

  it('admits guessing, and figures that flatter', () => {
    const poor = trustOf(score({ majority: 0.79 }));
    expect(poor.tone).toBe('poor');
    expect(poor.sentence).toMatch(/^No better than guessing/);
    expect(trustOf(score({ groupedBy: 'item' })).sentence).toMatch(/expect less\.$/);
  });

  it('says what is missing, and what was learnt from', () => {
    const few = (positives: number, presumed: number) =>
      tooFewSentence({ positives, negatives: { refused: 0, presumed }, needed: 4 });
    expect(few(0, 9)).toMatch(/^No item with this tag can be compared yet\. Tag 4 more/);
    expect(few(3, 9)).toMatch(/^Only 3 items with this tag .* Tag 1 more/);
    expect(few(5, 0)).toMatch(/^Every item that could be compared has this tag\./);
    expect(
      learntFrom({
        tag: 'dry',
        state: 'ready',
        positives: 6,
        recordings: 1,
        negatives: { refused: 2, presumed: 12 },
        needed: 4,
        f1: null,
        proposals: [],
      }),
    ).toBe(
      'Learned from 6 items of 1 recording with the tag, against 2 that you refused and 12 without the tag.',
    );
  });
});

describe('items in words', () => {
  const recordingId = newRecordingId();
  const stemId = newStemId();
  const item = {
    id: stemId,
    kind: 'stem' as const,
    title: 'Viola',
    recordingId,
    recordingTitle: 'Quartet',
    fileName: 'quartet.wav',
    separationId: null,
    stemId,
    instruments: ['viola' as const],
    audioId: stemId,
    from: 44_100 * 12,
    to: 44_100 * 20,
    sampleRate: 44_100,
    channels: 2,
    tags: [],
    vector: 'ready' as const,
  };

  it('say where they come from', () => {
    expect(placeText(item)).toBe('Stem of Quartet');
    expect(placeText({ ...item, kind: 'excerpt' })).toBe('Excerpt 0:12–0:20 from a stem of Quartet');
    expect(placeText({ ...item, kind: 'excerpt', stemId: null })).toBe('Excerpt 0:12–0:20 of Quartet');
    expect(spokenTitle(item)).toBe('Viola, Quartet');
  });

  it('are alike from 0 to 1', () => {
    expect([0, 0.25, 1, 1.7].map(likeness)).toEqual([1, 0.75, 0, 0]);
  });
});
