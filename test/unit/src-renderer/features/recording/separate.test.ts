import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelInfo } from '../../../../../src-shared/contract/model.ts';
import {
  DeclaredInstrument,
  Ensemble,
  ensembleOf,
  INSTRUMENTS,
} from '../../../../../src-shared/project/players.ts';
import {
  addPlayer,
  fateOf,
  movePlayer,
  removePlayer,
  setInstrument,
  setLabel,
} from '../../../../../src-renderer/features/recording/ensemble.ts';
import {
  normalised,
  passageBetween,
  rulerStep,
  shortest,
  withEdge,
} from '../../../../../src-renderer/features/recording/passage.ts';

const model: ModelInfo = {
  id: 'm',
  version: '1.0.0',
  title: 'M',
  task: 'separation',
  architecture: 'test',
  causal: false,
  lookaheadMs: 0,
  stems: 'masks',
  sampleRate: 22_050,
  classes: ['violin', 'viola', 'cello'],
  playersPerClass: 1,
  rest: true,
  takesNotes: true,
  hearsNotes: true,
  origin: 'built-in',
  licence: 'MIT',
  bytes: 1,
  metrics: [],
  problem: null,
  isDefault: true,
};

describe('the list of players', () => {
  it('numbers equal instruments as they come and go', () => {
    let players = addPlayer(ensembleOf(['violin']), 'violin');
    expect(players.map((player) => player.id)).toEqual(['violin-1', 'violin-2']);
    expect(players.map((player) => player.label)).toEqual(['Violin 1', 'Violin 2']);
    players = removePlayer(players, 0);
    expect(players).toEqual([{ id: 'violin', instrument: 'violin', label: 'Violin' }]);
  });

  it('keeps a label that the user wrote through every other edit', () => {
    let players = setLabel(ensembleOf(['violin', 'violin', 'cello']), 1, '  Anna ');
    expect(players[1]?.label).toBe('Anna');
    players = movePlayer(players, 1, -1);
    expect(players.map((player) => [player.id, player.label])).toEqual([
      ['violin-1', 'Anna'],
      ['violin-2', 'Violin 2'],
      ['cello', 'Cello'],
    ]);
    players = addPlayer(players, 'violin');
    expect(players.map((player) => player.label)).toEqual(['Anna', 'Violin 2', 'Cello', 'Violin 3']);
    players = setInstrument(players, 0, 'viola');
    expect(players[0]).toEqual({ id: 'viola', instrument: 'viola', label: 'Viola' });
    expect(setLabel(players, 0, '  ')[0]?.label).toBe('Viola');
  });

  it('stays a valid ensemble with unique ids under any edits', () => {
    const edit = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), what: fc.constantFrom(...DeclaredInstrument.options) }),
      fc.record({ kind: fc.constant('remove' as const), at: fc.nat(15) }),
      fc.record({
        kind: fc.constant('move' as const),
        at: fc.nat(15),
        by: fc.constantFrom(1 as const, -1 as const),
      }),
      fc.record({ kind: fc.constant('label' as const), at: fc.nat(15), text: fc.string({ maxLength: 120 }) }),
      fc.record({
        kind: fc.constant('set' as const),
        at: fc.nat(15),
        what: fc.constantFrom(...DeclaredInstrument.options),
      }),
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 40 }), (edits) => {
        let players: Ensemble = [];
        for (const one of edits) {
          if (one.kind === 'add') players = addPlayer(players, one.what);
          else if (one.kind === 'remove') players = removePlayer(players, one.at);
          else if (one.kind === 'move') players = movePlayer(players, one.at, one.by);
          else if (one.kind === 'label') players = setLabel(players, one.at, one.text);
          else players = setInstrument(players, one.at, one.what);
          expect(() => Ensemble.parse(players)).not.toThrow();
          expect(new Set(players.map((player) => player.id)).size).toBe(players.length);
        }
      }),
      { seed: 4 },
    );
  });

  it('moves nothing past the ends', () => {
    const players = ensembleOf(['violin', 'cello']);
    expect(movePlayer(players, 0, -1)).toBe(players);
    expect(movePlayer(players, 1, 1)).toBe(players);
  });

  it('says what becomes of each player', () => {
    const players = ensembleOf(['violin', 'violin', 'cello', 'piano', 'oboe']);
    expect(players.map((player) => fateOf(player, players, model).kind)).toEqual([
      'shared',
      'shared',
      'stem',
      'rest',
      'rest',
    ]);
    const able = { ...model, playersPerClass: 2, classes: [...INSTRUMENTS] };
    expect(players.map((player) => fateOf(player, players, able).kind)).toEqual([
      'stem',
      'stem',
      'stem',
      'rest',
      'stem',
    ]);
  });
});

describe('the passage', () => {
  const extent = { frames: 441_000, sampleRate: 44_100 };

  it('is the same drawn from either side, whole samples, inside the recording', () => {
    expect(passageBetween(1000.4, 90_000.6, extent)).toEqual({ from: 1000, to: 90_001 });
    expect(passageBetween(90_000.6, 1000.4, extent)).toEqual({ from: 1000, to: 90_001 });
    expect(passageBetween(-50, 1e9, extent)).toEqual({ from: 0, to: 441_000 });
  });

  it('is never too short, not even at the ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: -10, max: 1_100_000, noNaN: true }),
        fc.double({ min: -10, max: 1_100_000, noNaN: true }),
        fc.constantFrom('from' as const, 'to' as const),
        (frames, a, b, edge) => {
          const whole = { frames, sampleRate: 48_000 };
          for (const passage of [
            passageBetween(a, b, whole),
            withEdge(passageBetween(a, b, whole), edge, b, whole),
          ]) {
            expect(passage.from).toBeGreaterThanOrEqual(0);
            expect(passage.to).toBeLessThanOrEqual(frames);
            expect(passage.to - passage.from).toBeGreaterThanOrEqual(shortest(whole));
            expect(Number.isInteger(passage.from) && Number.isInteger(passage.to)).toBe(true);
          }
        },
      ),
      { seed: 5 },
    );
  });

  it('that covers everything counts as the whole', () => {
    expect(normalised({ from: 0, to: 441_000 }, extent)).toBeNull();
    expect(normalised({ from: 1, to: 441_000 }, extent)).toEqual({ from: 1, to: 441_000 });
    expect(normalised(null, extent)).toBeNull();
  });

  it('has a ruler whose marks do not touch', () => {
    for (const seconds of [0.5, 10, 61, 600, 3600, 20_000]) {
      const step = rulerStep(seconds, 900);
      expect((step / seconds) * 900).toBeGreaterThanOrEqual(80);
    }
  });
});
