import type { SeparationNote } from '../../src-shared/contract/separation-note.ts';
import { Failure } from '../../src-shared/contract/failure.ts';
import { isSeparable } from '../../src-shared/project/players.ts';
import type { DeclaredInstrument, Ensemble, Instrument, Player } from '../../src-shared/project/players.ts';

/** What a plan needs to know about a model, from its manifest or its list entry. */
export interface ModelClasses {
  readonly classes: readonly Instrument[];
  readonly playersPerClass: number;
}

export interface PlannedStem {
  readonly name: string;
  readonly label: string;
  readonly instrument: Instrument;
  /** The id of the player, null where several share the stem. */
  readonly player: string | null;
  /** Which of the plan's `slots` make up the stem. */
  readonly slots: readonly number[];
}

export interface StemPlan {
  /** Players of each class, in the manifest's order, no more than the model takes. */
  readonly counts: readonly number[];
  /** Slots asked for: `playersPerClass·class + index`, the rest's last. */
  readonly slots: readonly number[];
  readonly stems: readonly PlannedStem[];
  /** Positions in `slots` of players of one class, which may swap between pieces. */
  readonly twins: readonly (readonly number[])[];
  readonly notes: readonly SeparationNote[];
}

const spoken = (instrument: DeclaredInstrument): string => instrument.replaceAll('-', ' ');

/** Of all instruments only the double bass has an ending of its own. */
const plural = (instrument: string): string => `${instrument}${instrument.endsWith('s') ? 'es' : 's'}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function stayInRest(players: readonly Player[], because: 'no-model' | 'unknown-to-model'): SeparationNote[] {
  return [...new Set(players.map(({ instrument }) => instrument))].map((instrument) => ({
    kind: 'stays-in-rest',
    instrument,
    because,
  }));
}

/** Names become file names next to `rest.wav`, so a duplicate gets a number. */
function distinctNames(stems: readonly PlannedStem[]): PlannedStem[] {
  const taken = new Set(['rest']);
  return stems.map((stem) => {
    let name = stem.name;
    for (let number = 2; taken.has(name); number += 1) name = `${stem.name}-${number}`;
    taken.add(name);
    return { ...stem, name };
  });
}

/**
 * Assigns a slot of the model to each declared player.
 * @throws Failure `players/none` if none of the declared players can be separated
 */
export function planStems(players: Ensemble, model: ModelClasses): StemPlan {
  const { classes, playersPerClass } = model;
  const counts = classes.map(() => 0);
  const slots: number[] = [];
  const stems: PlannedStem[] = [];
  const twins: number[][] = [];
  const notes: SeparationNote[] = [];
  for (const [index, instrument] of classes.entries()) {
    const section = players.filter((player) => player.instrument === instrument);
    const [first] = section;
    if (first === undefined) continue;
    const count = Math.min(section.length, playersPerClass);
    counts[index] = count;
    const positions = Array.from(
      { length: count },
      (_, slot) => slots.push(playersPerClass * index + slot) - 1,
    );
    if (section.length > playersPerClass) {
      const name = plural(instrument);
      stems.push({
        name,
        label: capital(plural(spoken(instrument))),
        instrument,
        player: null,
        slots: positions,
      });
      notes.push({ kind: 'shares-stem', instrument, declared: section.length, most: playersPerClass });
      continue;
    }
    if (count > 1) twins.push(positions);
    for (const [order, player] of section.entries()) {
      stems.push({
        name: player.id,
        label: player.label,
        instrument,
        player: player.id,
        slots: [positions[order] ?? 0],
      });
    }
  }
  notes.push(
    ...stayInRest(
      players.filter(({ instrument }) => !isSeparable(instrument)),
      'no-model',
    ),
    ...stayInRest(
      players.filter(({ instrument }) => isSeparable(instrument) && !classes.includes(instrument)),
      'unknown-to-model',
    ),
  );
  if (stems.length === 0) {
    throw new Failure(
      'players/none',
      'None of the declared instruments can be separated: all would stay in the rest',
    );
  }
  slots.push(playersPerClass * classes.length);
  // Stems come in the order in which the user named the players.
  const place = (stem: PlannedStem): number =>
    players.findIndex(({ instrument }) => instrument === stem.instrument);
  const ordered = stems.toSorted((a, b) => place(a) - place(b));
  return { counts, slots, stems: distinctNames(ordered), twins, notes };
}
