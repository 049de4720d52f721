import { useMemo, useState, type PointerEvent } from 'react';
import { hzOfPitch, yOf } from '../../../ui/spectrogram/axes.ts';
import { levelAt } from '../../../ui/spectrogram/level-at.ts';
import { pixelOf } from '../../../ui/timeline-view.ts';
import type { Timeline } from '../../../ui/use-timeline.ts';
import type { TileSource } from '../peak-tiles.ts';
import { useObservable } from '../use-store.ts';
import { useViewing, useViewStore } from '../viewing/view-context.ts';
import { knownNoteAt, shownNoteAt } from './find-note.ts';
import { RectangleFrame } from './RectangleFrame.tsx';
import { useSelecting } from './selecting-context.ts';
import { onlyRectangle, type TrackSound } from './shapes.ts';
import { SoundLayer } from './SoundLayer.tsx';
import { useSoundGesture } from './use-sound-gesture.ts';
import './selecting.css';

interface Props {
  readonly trackId: string;
  readonly timeline: Timeline;
  readonly height: number;
  readonly sampleRate: number;
  readonly source: TileSource | null;
  /** What is selected in this track. */
  readonly sound: TrackSound | null;
  onStart: () => void;
}

/** Lies over a track's spectrogram: the selecting tools draw here, and what they selected is shown. */
export function SoundSurface({ trackId, timeline, height, sampleRate, source, sound, onStart }: Props) {
  const { view, extent } = timeline;
  const { frequencies } = useViewing();
  const { spectrograms } = useViewStore();
  const { tools, notes, onSound } = useSelecting();
  const settings = useObservable(tools.state);
  const [pointer, setPointer] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const axes = useMemo(() => ({ view, frequency: { ...frequencies, height } }), [view, frequencies, height]);
  const { frames } = extent;
  const gesture = useSoundGesture({
    ...{ axes, frames, trackId, settings, sound, onStart, onSound },
    noteAt: (point) =>
      knownNoteAt(notes, point.at, point.hz) ??
      shownNoteAt(
        (at, hz) => (source === null ? null : levelAt(spectrograms.tiles, source, view, { frame: at, hz })),
        point,
        view.framesPerPixel,
        { sampleRate, frames },
      ),
  });
  const { drawing, onPointerMove, ...handlers } = gesture;
  const onMove = (event: PointerEvent<HTMLElement>): void => {
    onPointerMove(event);
    if (settings.tool !== 'brush') return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    setPointer({ x: event.clientX - left, y: event.clientY - top });
  };
  const rectangle = onlyRectangle(sound);
  const shapes = [
    ...(sound?.shapes ?? []),
    ...(drawing === null || drawing.kind === 'rectangle' ? [] : [drawing]),
  ];
  const octave = height / Math.log2(frequencies.highHz / frequencies.lowHz);
  return (
    <div
      className="sound-surface"
      data-tool={settings.tool}
      {...handlers}
      onPointerMove={onMove}
      onPointerLeave={() => setPointer(null)}
    >
      {settings.tool === 'harmonics' &&
        notes.map((note) => {
          const x = pixelOf(view, note.onset);
          const width = pixelOf(view, note.offset) - x;
          if (x > extent.width || x + width < 0) return null;
          const style = { left: x, width, top: yOf(axes.frequency, hzOfPitch(note.pitch)) - 3 };
          return <i key={note.id} className="known-note" style={style} />;
        })}
      {rectangle === null || shapes.length > 1 ? (
        <SoundLayer shapes={shapes} axes={axes} width={extent.width} sampleRate={sampleRate} />
      ) : (
        <RectangleFrame
          {...{ rectangle, axes, frames, sampleRate }}
          width={extent.width}
          movable={settings.tool === 'rectangle'}
          onChange={(changed, isDrawing) => onSound({ trackId, shapes: [changed] }, isDrawing)}
        />
      )}
      {settings.tool === 'brush' && pointer !== null && (
        <i
          className="brush-rim"
          data-erase={settings.erase || undefined}
          style={{
            left: pointer.x,
            top: pointer.y,
            width: (settings.seconds * sampleRate) / view.framesPerPixel,
            height: (settings.semitones / 12) * octave,
          }}
        />
      )}
    </div>
  );
}
