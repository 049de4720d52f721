import { useEffect, useRef } from 'react';
import type { PlaybackEngine } from '../../../engine/engine.ts';
import { fitCanvas, themeColour } from '../../../ui/canvas.ts';
import { FLOOR_DBFS, Spectrum } from './spectrum.ts';

interface Props {
  readonly engine: PlaybackEngine;
  /** The track, by its index in the mix. */
  readonly index: number;
  readonly sampleRate: number;
  /** The track's colour, as a custom property or any CSS colour. */
  readonly colour: string;
}

/**
 * Behind the curve: the track's spectrum before the strip (a line) and after it (filled), and the other tracks as
 * shadows. Drawn only where there is something new, without a React render.
 */
export function SpectrumCanvas({ engine, index, sampleRate, colour }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const node = canvas.current;
    if (node === null) return undefined;
    engine.tap(index);
    const spectra: Spectrum[] = [];
    let seen: object | null = null;
    let last = performance.now();
    let frame = 0;
    const draw = (now: number): void => {
      frame = requestAnimationFrame(draw);
      const input = engine.spectrum();
      if (input === seen) return;
      seen = input;
      const fitted = fitCanvas(node);
      if (fitted === null || input?.track !== index) return;
      const { context, width, height } = fitted;
      const seconds = Math.min(0.25, (now - last) / 1000);
      last = now;
      const levels = (samples: Float32Array, at: number): Float64Array =>
        (spectra[at] ??= new Spectrum(samples.length)).update(samples, sampleRate, Math.ceil(width), seconds);
      const trace = (path: Float64Array): void => {
        context.beginPath();
        path.forEach((db, x) => context.lineTo(x, (db / FLOOR_DBFS) * height));
      };
      context.fillStyle = themeColour(node, '--text-faint');
      context.globalAlpha = 0.13;
      input.others.forEach((samples, other) => {
        trace(levels(samples, other + 2));
        context.lineTo(width, height);
        context.lineTo(0, height);
        context.fill();
      });
      const own = getComputedStyle(node).color;
      context.fillStyle = own;
      context.strokeStyle = own;
      context.globalAlpha = 0.28;
      trace(levels(input.after, 1));
      context.lineTo(width, height);
      context.lineTo(0, height);
      context.fill();
      context.globalAlpha = 0.6;
      context.lineWidth = 1;
      trace(levels(input.before, 0));
      context.stroke();
      context.globalAlpha = 1;
    };
    frame = requestAnimationFrame(draw);
    return () => {
      cancelAnimationFrame(frame);
      engine.tap(null);
    };
  }, [engine, index, sampleRate]);
  return <canvas ref={canvas} className="equaliser-spectrum" style={{ color: colour }} aria-hidden="true" />;
}
