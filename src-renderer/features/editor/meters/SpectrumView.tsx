import { useEffect, useRef } from 'react';
import type { PlaybackEngine } from '../../../engine/engine.ts';
import { SPECTRUM_BINS } from '../../../engine/protocol.ts';
import { fitCanvas, onThemeChange, themeColour } from '../../../ui/canvas.ts';
import { frequencyTicks } from '../../../ui/spectrogram/axes.ts';
import { words } from '../../../words/words.ts';
import { bandLevels } from './spectrum-bands.ts';

const RANGE = { lowHz: 30, highHz: 18_000 };
const FLOOR_DB = -100;
const CEILING_DB = -10;
const FRAME_MS = 33;

/** The spectrum of what is played, 30 times a second, on a logarithmic axis. */
export function SpectrumView({ engine }: { readonly engine: PlaybackEngine }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const node = canvas.current;
    if (node === null) return undefined;
    const bins = new Float32Array(SPECTRUM_BINS);
    const readColours = () => ({
      line: themeColour(node, '--line'),
      bar: themeColour(node, '--accent'),
      text: themeColour(node, '--text-faint'),
    });
    let colours = readColours();
    const stopTheme = onThemeChange(() => (colours = readColours()));
    let frame = 0;
    let last = 0;
    const draw = (now: number): void => {
      frame = requestAnimationFrame(draw);
      if (now - last < FRAME_MS) return;
      last = now;
      const fitted = fitCanvas(node);
      if (fitted === null) return;
      const { context, width, height } = fitted;
      context.font = `10px ${getComputedStyle(node).fontFamily}`;
      for (const { hz, label } of frequencyTicks({ ...RANGE, height: width })) {
        const x = (width * Math.log(hz / RANGE.lowHz)) / Math.log(RANGE.highHz / RANGE.lowHz);
        context.fillStyle = colours.line;
        context.fillRect(Math.round(x), 0, 1, height - 12);
        context.fillStyle = colours.text;
        if (['63', '250', '1k', '4k'].includes(label)) context.fillText(label, x - 6, height - 2);
      }
      if (engine.meters() === null) return;
      engine.readSpectrum(bins);
      context.fillStyle = colours.bar;
      const levels = bandLevels(bins, engine.source.sampleRate, { ...RANGE, bands: Math.floor(width / 3) });
      levels.forEach((db, band) => {
        const share = Math.min(1, Math.max(0, (db - FLOOR_DB) / (CEILING_DB - FLOOR_DB)));
        const top = (height - 12) * (1 - share);
        context.fillRect(band * 3, top, 2, height - 12 - top);
      });
    };
    frame = requestAnimationFrame(draw);
    return () => {
      cancelAnimationFrame(frame);
      stopTheme();
    };
  }, [engine]);
  return <canvas ref={canvas} className="master-spectrum" role="img" aria-label={words().meters.spectrum} />;
}
