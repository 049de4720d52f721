import { z } from 'zod';
import { SeparationNote } from '../../../../src-shared/contract/separation-note.ts';
import { Ensemble } from '../../../../src-shared/project/players.ts';

/** Parts that several tasks' messages share. */

export const count = z.number().int().nonnegative();
/** Complete sentences for the user. */
export const notes = z.array(z.string());
export const separationNotes = z.array(SeparationNote);
export const path = z.string().min(1);
export const hex256 = z.string().regex(/^[0-9a-f]{64}$/);
export const audioFile = z.object({ path, channelMap: z.array(count) });
export const players = Ensemble;
export const providers = z.array(z.string());
export const threads = z.number().int();
export const verdicts = path.exactOptional();
