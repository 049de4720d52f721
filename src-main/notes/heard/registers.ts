import type { Instrument } from '../../../src-shared/project/players.ts';

/** An instrument's typical register: MIDI pitch of the middle, and the spread in semitones. */
export interface Register {
  readonly centre: number;
  readonly spread: number;
}

const REGISTERS: Readonly<Record<Instrument, readonly [centre: number, spread: number]>> = {
  violin: [74, 9],
  viola: [64, 8],
  cello: [52, 9],
  'double-bass': [40, 8],
  flute: [78, 9],
  oboe: [74, 8],
  clarinet: [69, 10],
  bassoon: [53, 9],
  horn: [58, 9],
  trumpet: [70, 8],
  saxophone: [65, 9],
};

export function registerOf(instrument: Instrument): Register {
  const [centre, spread] = REGISTERS[instrument];
  return { centre, spread };
}
