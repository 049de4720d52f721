import { useId, type ReactNode } from 'react';
import { EDGE_SECONDS } from '../../../../src-shared/dsp/region/weights.ts';
import type { RegionPoint } from '../../../../src-shared/dsp/region/shapes.ts';
import type { SoundShape } from '../../../../src-shared/project/sound-selection.ts';
import { placeOf, yOf, type SpectrogramAxes } from '../../../ui/spectrogram/axes.ts';
import { pixelOf } from '../../../ui/timeline-view.ts';

interface Props {
  readonly shapes: readonly SoundShape[];
  readonly axes: SpectrogramAxes;
  readonly width: number;
  readonly sampleRate: number;
}

/** Selected sound over a spectrogram: later shapes add to earlier ones, or are cut out of them. */
export function SoundLayer({ shapes, axes, width, sampleRate }: Props) {
  const id = useId();
  const { height } = axes.frequency;
  const drawn = shapes.map((shape, index) => ({
    key: index,
    shape,
    parts: partsOf(shape, axes, sampleRate),
  }));
  return (
    <svg className="sound-layer" width={width} height={height} aria-hidden="true">
      <mask id={id} maskUnits="userSpaceOnUse" x="0" y="0" width={width} height={height}>
        {drawn.map(({ key, shape, parts }) => (
          <g key={key} color={shape.erase ? 'black' : 'white'}>
            {parts}
          </g>
        ))}
      </mask>
      <rect className="sound-fill" width={width} height={height} mask={`url(#${id})`} />
      {drawn.map(({ key, shape }) => (
        <Outline key={key} shape={shape} axes={axes} />
      ))}
    </svg>
  );
}

function partsOf(shape: SoundShape, axes: SpectrogramAxes, sampleRate: number): ReactNode {
  const { view, frequency } = axes;
  switch (shape.kind) {
    case 'rectangle': {
      const top = yOf(frequency, shape.highHz ?? frequency.highHz);
      const bottom = yOf(frequency, shape.lowHz ?? frequency.lowHz);
      return band(axes, shape, top, bottom);
    }
    case 'harmonics': {
      const ratio = 2 ** (shape.cents / 2400);
      return Array.from({ length: shape.count }, (_, index) => {
        const hz = shape.hz * (index + 1);
        const [top, bottom] = [yOf(frequency, hz * ratio), yOf(frequency, hz / ratio)];
        // At least as high as a line, so that a narrow band is seen.
        const spare = Math.max(0, 2 - (bottom - top)) / 2;
        return band(axes, shape, top - spare, bottom + spare, index);
      });
    }
    case 'lasso':
      return <polygon points={pathOf(shape.points, axes)} fill="currentColor" fillRule="evenodd" />;
    case 'brush': {
      // The ellipse becomes a circle in the plane that is scaled by its radii.
      const octave = frequency.height / Math.log2(frequency.highHz / frequency.lowHz);
      const across = (Math.max(EDGE_SECONDS, shape.seconds) * sampleRate) / view.framesPerPixel / 2;
      const up = (shape.semitones / 24) * octave;
      const places = shape.points.map(({ at, hz }) => placeOf(axes, { frame: at, hz }));
      const line = [...places, ...(places.length === 1 ? places : [])];
      const points = line.map(({ x, y }) => `${(x / across).toFixed(3)},${(y / up).toFixed(3)}`).join(' ');
      return (
        <polyline
          points={points}
          transform={`scale(${across} ${up})`}
          fill="none"
          stroke="currentColor"
          // The soft rim is shown by half of it.
          strokeWidth="1.7"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      );
    }
  }
}

function band(
  { view }: SpectrogramAxes,
  { from, to }: { readonly from: number; readonly to: number },
  top: number,
  bottom: number,
  key = 0,
): ReactNode {
  const x = pixelOf(view, from);
  const width = Math.max(1, pixelOf(view, to) - x);
  return (
    <rect key={key} x={x} y={top} width={width} height={Math.max(0, bottom - top)} fill="currentColor" />
  );
}

const pathOf = (points: readonly RegionPoint[], axes: SpectrogramAxes): string =>
  points
    .map(({ at, hz }) => {
      const { x, y } = placeOf(axes, { frame: at, hz });
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');

/**
 * A lasso keeps its line, twice, so that it stands out from bright and dark parts. The bands of a comb are often only
 * as high as a line, so each is drawn as one.
 */
function Outline({ shape, axes }: { readonly shape: SoundShape; readonly axes: SpectrogramAxes }) {
  if (shape.kind === 'harmonics') {
    return <g className="sound-comb">{partsOf(shape, axes, 1)}</g>;
  }
  if (shape.kind !== 'lasso') return null;
  const points = pathOf(shape.points, axes);
  return (
    <>
      <polygon points={points} className="sound-line-under" />
      <polygon points={points} className="sound-line" data-erase={shape.erase || undefined} />
    </>
  );
}
