import { z } from 'zod';
import { DeclaredInstrument, Instrument } from '../project/players.ts';

/** What is worth saying about a separation, as data: the window and the command line each word it in their language. */
export const SeparationNote = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('stays-in-rest'),
    instrument: DeclaredInstrument,
    because: z.enum(['no-model', 'unknown-to-model']),
  }),
  /** More players of an instrument are declared than the model tells apart. */
  z.object({
    kind: z.literal('shares-stem'),
    instrument: Instrument,
    declared: z.number().int(),
    most: z.number().int(),
  }),
  /** Where the players sit between the two channels told them apart. */
  z.object({ kind: z.literal('places') }),
  /** There are notes, and the model takes none. */
  z.object({ kind: z.literal('untold') }),
  /** The model listened for notes first and heard too little. */
  z.object({ kind: z.literal('nothing-heard') }),
  /** The model heard the difference of the channels instead of their mean. */
  z.object({ kind: z.literal('opposite-phase') }),
  /** The stems are the model's own waveforms. */
  z.object({
    kind: z.literal('direct'),
    bandKhz: z.number(),
    /** Of the model, and of the filters between its sample rate and the recording's. */
    modelMs: z.number(),
    filterMs: z.number(),
  }),
  /** The model's estimates become masks, whose windows look further ahead. */
  z.object({ kind: z.literal('masked'), modelMs: z.number(), windowMs: z.number() }),
  z.object({ kind: z.literal('silent') }),
  /** A provider failed during the run, and the CPU did the rest. */
  z.object({ kind: z.literal('fell-back'), provider: z.string(), reason: z.string() }),
  z.object({
    kind: z.literal('provider-refused'),
    used: z.string(),
    refused: z.string(),
    reason: z.string(),
  }),
  /** A stem that can't be stored as FLAC. */
  z.object({
    kind: z.literal('stays-float'),
    stem: z.string(),
    because: z.enum(['beyond-full-scale', 'finer-than-24-bit', 'too-long']),
  }),
]);
export type SeparationNote = z.infer<typeof SeparationNote>;

/** Libraries of earlier versions contain English sentences, which are shown as they are. */
export const StoredSeparationNote = z.union([z.string().max(2000), SeparationNote]);
export type StoredSeparationNote = z.infer<typeof StoredSeparationNote>;
