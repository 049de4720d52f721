import { en } from '../../../../src-shared/words/en/index.ts';
import { separationNoteText } from '../../../../src-shared/words/separation-note.ts';
import { describe, expect, it } from 'vitest';
import { planStems } from '../../../../src-main/separation/stem-plan.ts';
import { INSTRUMENTS, ensembleOf } from '../../../../src-shared/project/players.ts';

const model = { classes: INSTRUMENTS, playersPerClass: 2 };

describe('planStems', () => {
  it('asks for every declared player’s slot and the rest', () => {
    const plan = planStems(ensembleOf(['violin', 'violin', 'viola', 'cello']), model);
    expect(plan.counts).toEqual([2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(plan.slots).toEqual([0, 1, 2, 4, 22]);
    expect(plan.stems.map(({ name, slots }) => [name, slots])).toEqual([
      ['violin-1', [0]],
      ['violin-2', [1]],
      ['viola', [2]],
      ['cello', [3]],
    ]);
    expect(plan.twins).toEqual([[0, 1]]);
    expect(plan.notes.map((note) => separationNoteText(note, en))).toEqual([]);
  });

  it('keeps the user’s order while the model gets its own', () => {
    const plan = planStems(ensembleOf(['bassoon', 'violin', 'flute']), model);
    expect(plan.slots).toEqual([0, 8, 14, 22]);
    expect(plan.stems.map(({ name, slots }) => [name, slots])).toEqual([
      ['bassoon', [2]],
      ['violin', [0]],
      ['flute', [1]],
    ]);
  });

  it('gives one stem to more players than the model can tell apart, and says so', () => {
    const plan = planStems(ensembleOf(['violin', 'violin', 'violin', 'cello']), model);
    expect(plan.counts.slice(0, 3)).toEqual([2, 0, 1]);
    expect(plan.stems.map(({ name, label, slots }) => [name, label, slots])).toEqual([
      ['violins', 'Violins', [0, 1]],
      ['cello', 'Cello', [2]],
    ]);
    expect(plan.twins).toEqual([]);
    expect(plan.notes.map((note) => separationNoteText(note, en))).toEqual([
      'The model can tell at most 2 violins apart, and 3 are declared: they share one stem',
    ]);
  });

  it('gives one stem to a pair that the model can’t split', () => {
    const plan = planStems(ensembleOf(['double-bass', 'double-bass']), { ...model, playersPerClass: 1 });
    expect(plan.stems.map(({ name, label, slots }) => [name, label, slots])).toEqual([
      ['double-basses', 'Double basses', [0]],
    ]);
    expect(plan.notes.map((note) => separationNoteText(note, en))).toEqual([
      'The model can’t tell the 2 double basses apart: they share one stem',
    ]);
  });

  it('leaves what it can’t separate in the rest, one note a kind', () => {
    const plan = planStems(ensembleOf(['violin', 'piano', 'voice', 'voice', 'flute']), {
      classes: ['violin'],
      playersPerClass: 2,
    });
    expect(plan.stems.map(({ name }) => name)).toEqual(['violin']);
    expect(plan.slots).toEqual([0, 2]);
    expect(plan.notes.map((note) => separationNoteText(note, en))).toEqual([
      'The piano stays in the rest: no model was made for it',
      'The voice stays in the rest: no model was made for it',
      'The flute stays in the rest: this model does not know it',
    ]);
  });

  it('refuses an ensemble of which nothing can be separated', () => {
    expect(() => planStems(ensembleOf(['piano']), model)).toThrow(
      expect.objectContaining({ code: 'players/none' }),
    );
  });

  it('gives every stem a file of its own, whatever the players are called', () => {
    const players = ensembleOf(['violin', 'cello', 'viola']).map((player, index) => ({
      ...player,
      id: index < 2 ? 'rest' : 'solo',
    }));
    expect(planStems(players, model).stems.map(({ name }) => name)).toEqual(['rest-2', 'rest-3', 'solo']);
  });
});
