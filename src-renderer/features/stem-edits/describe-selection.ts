import { formatTime } from '../../../src-shared/format/time.ts';
import type { SoundShape } from '../../../src-shared/project/sound-selection.ts';
import { spanOfShapes } from '../../../src-shared/dsp/region/shapes.ts';
import { words } from '../../words/words.ts';

/** `0:01.2–0:03.4, 400–800 Hz` or `0:01.2–0:03.4, lasso, 2 brush strokes`. */
export function describeSelection(shapes: readonly SoundShape[], sampleRate: number): string {
  const { units } = words();
  return units.listOf([passageOf(shapes, sampleRate), ...whatIsIn(shapes)].filter((part) => part !== ''));
}

function passageOf(shapes: readonly SoundShape[], sampleRate: number): string {
  const span = spanOfShapes(shapes, sampleRate);
  if (span === null) return '';
  return [span.from, span.to].map((at) => formatTime(Math.max(0, at) / sampleRate, 1)).join('–');
}

/** A single band by its frequencies; otherwise the kinds of shapes. */
function whatIsIn(shapes: readonly SoundShape[]): string[] {
  const texts = words().stemEdits;
  const [only] = shapes;
  if (shapes.length === 1 && only?.kind === 'rectangle') {
    const hertz = (value: number | null): string => (value === null ? '' : String(Math.round(value)));
    return only.lowHz === null && only.highHz === null
      ? []
      : [texts.band(hertz(only.lowHz), hertz(only.highHz))];
  }
  const added = shapes.filter(({ erase }) => !erase);
  const kinds = (['rectangle', 'lasso', 'harmonics', 'brush'] as const).flatMap((kind) => {
    const count = added.filter((shape) => shape.kind === kind).length;
    return count === 0 ? [] : [texts.shapes[kind](count)];
  });
  const erased = shapes.length - added.length;
  return [...kinds, ...(erased === 0 ? [] : [texts.erased(erased)])];
}
