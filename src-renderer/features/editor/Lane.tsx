import { memo, useCallback, useRef } from 'react';
import { fitCanvas, themeColour } from '../../ui/canvas.ts';
import { useDrawing } from '../../ui/use-drawing.ts';
import { drawWaveform } from './draw-waveform.ts';
import { colourOf } from './parameters.ts';
import type { PeakTiles, TileSource } from './peak-tiles.ts';
import type { TimelineView } from '../../ui/timeline-view.ts';

interface Props {
  readonly view: TimelineView;
  readonly tiles: PeakTiles;
  /** Increments whenever new tiles are available. */
  readonly tilesVersion: number;
  readonly source: TileSource | null;
  readonly colour: number;
  readonly scale: number;
  readonly label: string;
}

/** The waveform of one track, in the colour of its player. */
export const Lane = memo(function Lane(props: Props) {
  const { view, tiles, tilesVersion, source, colour, scale, label } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const draw = useCallback(
    (node: HTMLCanvasElement): void => {
      const fitted = fitCanvas(node);
      if (fitted === null || source === null) return;
      drawWaveform(fitted.context, fitted, view, tiles, source, {
        wave: themeColour(node, colourOf(colour)),
        line: themeColour(node, '--line'),
        scale,
      });
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- new tiles are drawn when their version changes
    [view, tiles, tilesVersion, source, colour, scale],
  );
  useDrawing(canvas, draw);
  return <canvas ref={canvas} className="lane-wave" role="img" aria-label={label} />;
});
