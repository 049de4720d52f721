import {
  COSTS,
  emissionCosts,
  gainOf,
  HOLD_SEMITONES,
  transitionCost,
  type Line,
  type LinePlayer,
  type StreamCosts,
} from './costs.ts';
import type { Peak } from './peaks.ts';

/** One frame's peak for each player, null for a player who is not detected. */
export type StreamedFrame = readonly (Peak | null)[];

const BEAM = 60;
/** States whose cost exceeds the best by more than this are pruned. */
const MARGIN = 6;
/** The most peaks considered per frame, and moves per player. */
const MOST_PEAKS = 8;
const MOST_MOVES = 5;
/** Frames after which a decision is final: nine seconds, so that memory does not grow with the recording. */
const LAG = 200;
/** A line that has been silent for this multiple of `memory` is reset. */
const FORGOTTEN = 6;
/** Smoothing: weight of a new pitch in a sustained note's mean. */
const FOLLOW = 0.3;

interface State {
  readonly cost: number;
  readonly lines: readonly (Line | null)[];
  readonly chosen: StreamedFrame;
  before: State | null;
}

interface Move {
  readonly peak: Peak | null;
  readonly cost: number;
  readonly line: Line | null;
}

/**
 * Tracks every player's line through the peaks of all frames jointly, with a beam search for the lowest cost.
 * Lines may cross, pause and meet.
 */
export class Streams {
  readonly #players: readonly LinePlayer[];
  readonly #costs: StreamCosts;
  #beam: readonly State[];
  #undecided = 0;

  constructor(players: readonly LinePlayer[], costs: StreamCosts = COSTS) {
    this.#players = players;
    this.#costs = costs;
    this.#beam = [{ cost: 0, lines: players.map(() => null), chosen: [], before: null }];
  }

  /** @returns the frames that are final by now, in order; usually none */
  push(peaks: readonly Peak[]): StreamedFrame[] {
    const considered = peaks.slice(0, MOST_PEAKS);
    const byPeak = considered.map((peak) => emissionCosts(peak, this.#players, this.#costs));
    const emissions = this.#players.map((_, player) => byPeak.map((costs) => costs[player]!));
    const found = new Map<string, State>();
    let best = Infinity;
    for (const state of this.#beam) {
      const moves = state.lines.map((line, player) => this.#moves(line, considered, emissions[player]!));
      best = this.#combine(state, moves, best, found);
    }
    this.#beam = [...found.values()].sort((a, b) => a.cost - b.cost).slice(0, BEAM);
    this.#undecided += 1;
    return this.#undecided < 2 * LAG ? [] : this.#decide(LAG);
  }

  /** @returns the remaining frames */
  end(): StreamedFrame[] {
    return this.#decide(0);
  }

  /**
   * Finalises all but the last `keep` frames according to the best state, and drops the states that disagree.
   */
  #decide(keep: number): StreamedFrame[] {
    const ancestor = (state: State): State | null => {
      let at: State | null = state;
      for (let back = 0; back < keep && at !== null; back += 1) at = at.before;
      return at;
    };
    const [first] = this.#beam;
    const settled = first === undefined ? null : ancestor(first);
    if (settled === null) return [];
    this.#beam = this.#beam.filter((state) => ancestor(state) === settled);
    const frames: StreamedFrame[] = [];
    for (let state = settled; state.before !== null; state = state.before) frames.push(state.chosen);
    settled.before = null;
    this.#undecided = keep;
    return frames.reverse();
  }

  #moves(line: Line | null, peaks: readonly Peak[], emissions: readonly number[]): Move[] {
    const isForgotten = line === null || line.age > FORGOTTEN * this.#costs.memory;
    const silent: Move = { peak: null, cost: 0, line: isForgotten ? null : { ...line, age: line.age + 1 } };
    const sounding = peaks.map((peak, index): Move => {
      const holds = line !== null && Math.abs(peak.pitch - line.pitch) < HOLD_SEMITONES;
      const pitch = holds ? line.pitch + FOLLOW * (peak.pitch - line.pitch) : peak.pitch;
      const cost = emissions[index]! + transitionCost(line, peak.pitch, this.#costs);
      return { peak, cost, line: { pitch, age: 0 } };
    });
    return [silent, ...sounding].sort((a, b) => a.cost - b.cost).slice(0, MOST_MOVES);
  }

  /** Adds all affordable continuations of a state; returns the lowest cost of any state. */
  #combine(
    state: State,
    moves: readonly (readonly Move[])[],
    bestSoFar: number,
    found: Map<string, State>,
  ): number {
    // Lower bound of the cost that the players from each index on add.
    const rest = moves.map((_, from) =>
      moves.slice(from).reduce((sum, [cheapest]) => sum + (cheapest?.cost ?? 0), 0),
    );
    const made: Move[] = [];
    let best = bestSoFar;
    const visit = (player: number, cost: number): void => {
      if (cost + (rest[player] ?? 0) > best + MARGIN) return;
      if (player === moves.length) {
        best = Math.min(best, cost);
        const key = made.map(({ line }) => keyOf(line)).join();
        if (cost >= (found.get(key)?.cost ?? Infinity)) return;
        const lines = made.map(({ line }) => line);
        found.set(key, { cost, lines, chosen: made.map(({ peak }) => peak), before: state });
        return;
      }
      for (const move of moves[player]!) {
        const more = move.cost + this.#together(move, player, made);
        made.push(move);
        visit(player + 1, cost + more);
        made.pop();
      }
    };
    visit(0, state.cost);
    return best;
  }

  /** Additional cost of a move, given the moves of the earlier players. */
  #together({ peak }: Move, player: number, made: readonly Move[]): number {
    if (peak === null) return 0;
    const { unison, crossing, memory } = this.#costs;
    const { kind } = this.#players[player]!;
    let cost = 0;
    for (const [other, { peak: theirs, line }] of made.entries()) {
      if (theirs === peak) cost += unison - gainOf(peak, this.#costs);
      else if (line !== null && line.age < memory && this.#players[other]!.kind === kind) {
        if (peak.pitch > line.pitch + 0.5) cost += theirs === null ? crossing / 2 : crossing;
      }
    }
    return cost;
  }
}

/** Lines that agree to half a semitone are merged, because they have the same continuations. */
const keyOf = (line: Line | null): string =>
  line === null ? '-' : `${Math.round(2 * line.pitch)}${line.age > 0 ? '_' : ''}`;
