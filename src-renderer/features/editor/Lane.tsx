import { useEffect, useRef } from 'react';
import { fitCanvas, keepDrawn, themeColour } from '../../ui/canvas.ts';
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
export function Lane({ view, tiles, tilesVersion, source, colour, scale, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const node = canvas.current;
    if (node === null) return undefined;
    const draw = (): void => {
      const fitted = fitCanvas(node);
      if (fitted === null || source === null) return;
      drawWaveform(fitted.context, fitted, view, tiles, source, {
        wave: themeColour(node, colourOf(colour)),
        line: themeColour(node, '--line'),
        scale,
      });
    };
    return keepDrawn(node, draw);
  }, [view, tiles, tilesVersion, source, colour, scale]);
  return <canvas ref={canvas} className="lane-wave" role="img" aria-label={label} />;
}
