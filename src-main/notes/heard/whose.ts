import {
  COSTS,
  emissionCosts,
  transitionCost,
  type Line,
  type LinePlayer,
  type StreamCosts,
} from './costs.ts';
import type { HeardNote } from './line-notes.ts';

/** A rival's note is exchanged too if they share at least this part of the shorter one. */
const LEAST_OVERLAP = 0.5;

/**
 * The probability that a note is its player's, from the margin over the best alternative:
 * 1 / (1 + exp(-(base + slope · ln(1 + margin)))). Fitted on 1,950 heard notes of 86 mixtures (URMP 12 and 01, Bach10 01,
 * 03 and 05 and their pairs, rendered string scenes; on one channel and on two): of notes that get 0.72, 0.82, 0.88,
 * 0.91 and 0.94 on average, 0.74, 0.83, 0.82, 0.93 and 0.95 are right, if of equal players the better order counts. The area
 * under the curve is 0.69; with each piece held out in turn 0.67, and the same five groups have 0.75, 0.83, 0.82, 0.93 and 0.94.
 */
const CURVE = { base: 0.37, slope: 0.56 } as const;

const overlap = (a: HeardNote, b: HeardNote): number => Math.min(a.to, b.to) - Math.max(a.from, b.from);

interface Scored {
  readonly note: HeardNote;
  /** What the note costs each player for its register, kind and place. */
  readonly sound: readonly number[];
}

function scored(note: HeardNote, players: readonly LinePlayer[], costs: StreamCosts): Scored {
  const mass = note.byKind.reduce((sum, share) => sum + share, 0);
  const peak = { pitch: note.pitch, mass, byKind: note.byKind, place: note.place };
  return {
    note,
    sound: emissionCosts(peak, players, costs).map((cost) => cost * (note.to - note.from)),
  };
}

/** One player's notes in order. A line has one note at a time. */
class NoteLine {
  readonly notes: readonly Scored[];

  constructor(notes: readonly Scored[]) {
    this.notes = notes.toSorted((a, b) => a.note.from - b.note.from);
  }

  /** The index of the first note that ends after a frame. */
  firstAfter(frame: number): number {
    let [low, high] = [0, this.notes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.notes[middle]!.note.to > frame) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Some consecutive notes of a line, with the notes around them. */
interface Stretch {
  readonly before: HeardNote | undefined;
  readonly notes: readonly Scored[];
  readonly after: HeardNote | undefined;
}

function stretchOf({ notes }: NoteLine, from: number, to: number): Stretch {
  return { before: notes[from - 1]?.note, notes: notes.slice(from, to), after: notes[to]?.note };
}

/** The notes of a line that sound at the same time as a note of another. */
function rivalStretch(line: NoteLine, note: HeardNote): Stretch {
  const isShared = ({ note: other }: Scored): boolean =>
    overlap(note, other) >= LEAST_OVERLAP * Math.min(note.to - note.from, other.to - other.from);
  let from = line.firstAfter(note.from);
  while (from < line.notes.length && line.notes[from]!.note.from < note.to && !isShared(line.notes[from]!)) {
    if (line.notes[from]!.note.from >= note.from) break;
    from += 1;
  }
  let to = from;
  while (to < line.notes.length && isShared(line.notes[to]!)) to += 1;
  return stretchOf(line, from, to);
}

/** The cost of a line's intervals if `notes` stand in a stretch. */
function courseCost({ before, after }: Stretch, notes: readonly Scored[], costs: StreamCosts): number {
  const line = [before, ...notes.map(({ note }) => note), after].filter((note) => note !== undefined);
  let cost = 0;
  for (const [index, note] of line.entries()) {
    const last = line[index - 1];
    if (last === undefined) continue;
    const held: Line = { pitch: last.pitch, age: Math.max(0, note.from - last.to) };
    cost += transitionCost(held, note.pitch, costs);
  }
  return cost;
}

/** Frames in which the later one of two equal players plays above the earlier one. */
function crossed(earlier: readonly Scored[], later: readonly Scored[]): number {
  let frames = 0;
  for (const { note: theirs } of earlier) {
    for (const { note } of later) {
      if (note.pitch > theirs.pitch + 0.5) frames += Math.max(0, overlap(note, theirs));
    }
  }
  return frames;
}

/** What it would cost to exchange two stretches: the notes that sound together in two players' lines. */
function exchangeCost(
  own: Stretch,
  player: number,
  theirs: Stretch,
  rival: number,
  players: readonly LinePlayer[],
  costs: StreamCosts,
): number {
  const soundOf = (notes: readonly Scored[], of: number): number =>
    notes.reduce((sum, { sound }) => sum + sound[of]!, 0);
  const sound =
    soundOf(own.notes, rival) +
    soundOf(theirs.notes, player) -
    soundOf(own.notes, player) -
    soundOf(theirs.notes, rival);
  const course =
    courseCost(own, theirs.notes, costs) +
    courseCost(theirs, own.notes, costs) -
    courseCost(own, own.notes, costs) -
    courseCost(theirs, theirs.notes, costs);
  if (players[player]!.kind !== players[rival]!.kind) return sound + course;
  const [first, second] = player < rival ? [own, theirs] : [theirs, own];
  const order = crossed(second.notes, first.notes) - crossed(first.notes, second.notes);
  return sound + course + costs.crossing * order;
}

/**
 * How likely each note is its player's, given that somebody plays it: by how much the lines' cost would rise if the note,
 * and what another player plays at the same time, were exchanged; the player for whom it rises least counts.
 * @param notes of all players, in any order
 * @returns for each note 0 to 1; 1 if there is only one player
 */
export function playerConfidences(
  notes: readonly HeardNote[],
  players: readonly LinePlayer[],
  costs: StreamCosts = COSTS,
): number[] {
  if (players.length === 1) return notes.map(() => 1);
  const all = notes.map((note) => scored(note, players, costs));
  const lines = players.map((_, player) => new NoteLine(all.filter(({ note }) => note.player === player)));
  return all.map(({ note }) => {
    const line = lines[note.player]!;
    const at = line.firstAfter(note.from);
    const own = stretchOf(line, at, at + 1);
    const margins = players.flatMap((_, rival) =>
      rival === note.player
        ? []
        : [exchangeCost(own, note.player, rivalStretch(lines[rival]!, note), rival, players, costs)],
    );
    const margin = Math.max(0, Math.min(...margins));
    return 1 / (1 + Math.exp(-(CURVE.base + CURVE.slope * Math.log1p(margin))));
  });
}
