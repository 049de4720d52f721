import type { Recording } from '../../../src-shared/contract/recording.ts';
import { useAudition } from '../../ui/audition.ts';

interface ListPreview {
  canPlay: (recording: Recording) => boolean;
  /** Plays a recording from its start, or stops it if it plays. */
  toggle: (recording: Recording | undefined) => void;
  /** While something plays, plays this recording instead: the preview follows the arrow keys. */
  follow: (recording: Recording | undefined) => void;
  /** Returns false if nothing plays. */
  stop: () => boolean;
}

/** Listening to recordings without leaving the list. */
export function usePreview(): ListPreview {
  const audition = useAudition();
  const canPlay = (recording: Recording): boolean => recording.state === 'ready' && recording.available;
  const play = (recording: Recording): void => {
    if (recording.state !== 'ready' || !recording.available) return;
    const { id, title, sampleRate, channels, frames } = recording;
    audition.play({ key: id, title, audioId: id, sampleRate, channels, from: 0, to: frames });
  };
  return {
    canPlay,
    toggle: (recording) => {
      if (recording === undefined) return;
      if (audition.key === recording.id) audition.stop();
      else play(recording);
    },
    follow: (recording) => {
      if (audition.status !== 'idle' && recording !== undefined) play(recording);
    },
    stop: () => {
      const isPlaying = audition.status !== 'idle';
      audition.stop();
      return isPlaying;
    },
  };
}
