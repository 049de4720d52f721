import { z } from 'zod';
import { Instrument } from '../project/players.ts';

/** An instrument that a separation heard although nobody declared it. */
export const UndeclaredInstrument = z.object({
  instrument: Instrument,
  /** Of the recording's energy, 0 to 1: what the model attributes to the instrument, far less than it plays. */
  share: z.number().min(0).max(1.01),
});
export type UndeclaredInstrument = z.infer<typeof UndeclaredInstrument>;
