import { z } from 'zod';

/** What is selected of a stem's sound: regions of time and frequency, with soft edges (`dsp/region`). */

export const MOST_SHAPES = 500;
/** Of all shapes together, so that a mask is computed in bounded time. */
export const MOST_POINTS = 5000;
export const HARMONICS = { least: 1, most: 64 } as const;
export const BAND_CENTS = { least: 10, most: 1200 } as const;
export const BRUSH_SECONDS = { least: 0.02, most: 10 } as const;
export const BRUSH_SEMITONES = { least: 0.25, most: 60 } as const;

/** Samples; a selection that was made at an edge may reach beyond the recording. */
const sample = z.number().int().min(-1e9).max(1e12);
const hertz = z.number().positive().max(1_000_000);
const erase = z.boolean().default(false);
const point = z.object({ at: sample, hz: hertz });
const points = (least: number) => z.array(point).min(least).max(MOST_POINTS).readonly();
const within = ({ least, most }: { readonly least: number; readonly most: number }) =>
  z.number().min(least).max(most);

const passage = { erase, from: sample, to: sample };
const Rectangle = z.object({
  kind: z.literal('rectangle'),
  ...passage,
  /** Null reaches to 0 Hz, and to half the sample rate. */
  lowHz: z.number().nonnegative().max(1_000_000).nullable(),
  highHz: z.number().nonnegative().max(1_000_000).nullable(),
});
const Lasso = z.object({ kind: z.literal('lasso'), erase, points: points(3) });
const Harmonics = z.object({
  kind: z.literal('harmonics'),
  ...passage,
  hz: hertz,
  count: within(HARMONICS).int(),
  cents: within(BAND_CENTS),
});
const Brush = z.object({
  kind: z.literal('brush'),
  erase,
  points: points(1),
  seconds: within(BRUSH_SECONDS),
  semitones: within(BRUSH_SEMITONES),
});

/** One region; it adds to those before it, or erases from them. */
export const SoundShape = z.discriminatedUnion('kind', [Rectangle, Lasso, Harmonics, Brush]);
export type SoundShape = z.infer<typeof SoundShape>;

export const SoundSelection = z
  .array(SoundShape)
  .min(1)
  .max(MOST_SHAPES)
  .readonly()
  .superRefine((shapes, context) => {
    const refuse = (message: string, at: readonly (string | number)[] = []): void =>
      context.addIssue({ code: 'custom', message, path: [...at] });
    if (shapes.every((shape) => shape.erase)) refuse('nothing is selected: every shape erases');
    if (pointsOf(shapes) > MOST_POINTS) refuse(`more than ${MOST_POINTS} points`);
    for (const [index, shape] of shapes.entries()) {
      if ('from' in shape && shape.from >= shape.to) refuse('the passage is empty', [index]);
      if (shape.kind === 'rectangle' && (shape.lowHz ?? 0) >= (shape.highHz ?? Infinity)) {
        refuse('the highest frequency must lie above the lowest', [index]);
      }
    }
  });
export type SoundSelection = z.infer<typeof SoundSelection>;

/** How many points the shapes have together. */
export const pointsOf = (shapes: readonly SoundShape[]): number =>
  shapes.reduce((sum, shape) => sum + ('points' in shape ? shape.points.length : 0), 0);

/** A passage with all its frequencies, or with a band of them. */
export const rectangleSelection = (
  from: number,
  to: number,
  lowHz: number | null = null,
  highHz: number | null = null,
): SoundSelection => [{ kind: 'rectangle', erase: false, from, to, lowHz, highHz }];

/** An edit of sound as it was stored when a region was one band of frequencies, in its present form. */
export function withSelection(edit: unknown): unknown {
  const Banded = z.looseObject({
    kind: z.literal('move'),
    from: sample,
    to: sample,
    lowHz: z.number().nullable(),
    highHz: z.number().nullable(),
  });
  const banded = Banded.safeParse(edit);
  if (!banded.success) return edit;
  const { lowHz, highHz, ...rest } = banded.data;
  return { ...rest, selection: rectangleSelection(rest.from, rest.to, lowHz, highHz) };
}
