import { useCallback, useEffect, useRef } from 'react';
import { fitCanvas } from '../canvas.ts';
import type { TimelineView } from '../timeline-view.ts';
import { useDrawing } from '../use-drawing.ts';
import { drawSpectrogram, type SpectrogramSource } from './draw-spectrogram.ts';
import {
  mapPalette,
  tintPalette,
  type ColourMap,
  type DbRange,
  type Palette,
  type Theme,
} from './palette.ts';
import { useTilesVersion, type SpectrogramStore } from './use-spectrogram.ts';

/** One stem, or several in their colours over each other. `#rrggbb`; null is the colour map. */
export interface SpectrogramLayer {
  readonly source: SpectrogramSource;
  readonly tint: `--${string}` | null;
}

interface Props {
  readonly store: SpectrogramStore;
  readonly layers: readonly SpectrogramLayer[];
  readonly view: TimelineView;
  readonly frequencies: { readonly lowHz: number; readonly highHz: number };
  readonly range: DbRange;
  readonly colourMap: ColourMap;
  readonly label: string;
}

const themeNow = (): Theme => (document.documentElement.dataset.theme === 'light' ? 'light' : 'dark');

const palettes = new Map<string, Palette>();

function paletteFor(layer: SpectrogramLayer, map: ColourMap, range: DbRange, node: Element): Palette {
  const theme = themeNow();
  const tint = layer.tint === null ? null : getComputedStyle(node).getPropertyValue(layer.tint).trim();
  const key = `${tint ?? map}/${theme}/${range.floorDb}/${range.ceilingDb}`;
  const known = palettes.get(key);
  if (known !== undefined) return known;
  const made = tint === null ? mapPalette(map, theme, range) : tintPalette(tint, theme, range);
  // A range that is dragged makes one with every step.
  if (palettes.size > 64) palettes.clear();
  palettes.set(key, made);
  return made;
}

/**
 * A spectrogram on the page's time axis that fills its box. Tinted layers are added on black in the dark theme and
 * multiplied on white in the light one.
 */
export function Spectrogram({ store, layers, view, frequencies, range, colourMap, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const version = useTilesVersion(store);
  const drawings = useRef(new Map<string, object>());

  const draw = useCallback(
    (node: HTMLCanvasElement): void => {
      const fitted = fitCanvas(node);
      if (fitted === null) return;
      const { context, width, height } = fitted;
      const theme = themeNow();
      const isTinted = layers.some(({ tint }) => tint !== null);
      let shown = 0;
      let there = 0;
      if (isTinted) {
        context.fillStyle = theme === 'dark' ? '#000' : '#fff';
        context.fillRect(0, 0, width, height);
        context.globalCompositeOperation = theme === 'dark' ? 'lighter' : 'multiply';
      }
      for (const layer of layers) {
        const drawing = drawings.current.get(layer.source.audioId) ?? {};
        drawings.current.set(layer.source.audioId, drawing);
        const drawn = drawSpectrogram(context, store.tiles, store.painted, drawing, {
          source: layer.source,
          axes: { view, frequency: { ...frequencies, height } },
          width,
          palette: paletteFor(layer, colourMap, range, node),
        });
        shown += drawn.shown;
        there += drawn.there;
      }
      context.globalCompositeOperation = 'source-over';
      node.setAttribute('aria-busy', String(there < shown));
      node.dataset.there = `${there}/${shown}`;
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- new tiles are drawn when their version changes
    [store, layers, view, frequencies, range, colourMap, version],
  );
  useDrawing(canvas, draw);

  // Layers that are gone no longer want tiles, and none do when the drawing goes.
  useEffect(() => {
    const map = drawings.current;
    for (const [audioId, drawing] of map) {
      if (layers.some(({ source }) => source.audioId === audioId)) continue;
      store.tiles.leave(drawing);
      map.delete(audioId);
    }
  }, [store, layers]);
  useEffect(() => {
    const map = drawings.current;
    return () => {
      for (const drawing of map.values()) store.tiles.leave(drawing);
      map.clear();
    };
  }, [store]);

  return <canvas ref={canvas} className="spectrogram" role="img" aria-label={label} />;
}
