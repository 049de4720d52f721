import { useEffect, useState } from 'react';
import type { TestScreen, TestSlot } from '../../../src-shared/contract/listening-test.ts';
import { loadSound } from '../../api/participant.ts';
import { Switcher, type Region } from '../../engine/switcher.ts';

/** The sounds of a screen, in the order of their buttons. */
export function slotsOf(screen: TestScreen, hasX: boolean): TestSlot[] {
  const sounds = Array.from({ length: screen.sounds }, (_, index) => index);
  return [
    ...(screen.hasReference ? (['reference'] as const) : []),
    ...sounds,
    ...(hasX ? (['x'] as const) : []),
  ];
}

export interface Sounds {
  /** Null until every sound is loaded. */
  readonly switcher: Switcher | null;
  readonly loaded: number;
  readonly error: unknown;
  reload: () => void;
  readonly isPlaying: boolean;
  /** Index of the sound that is heard. */
  readonly selected: number;
  select: (index: number) => void;
  toggle: () => void;
  readonly region: Region;
  setRegion: (region: Region) => void;
}

/** Loads a screen's sounds and plays them. */
export function useSounds(
  context: AudioContext,
  number: number,
  screen: TestScreen,
  hasX: boolean,
  loops: boolean,
): Sounds {
  const [switcher, setSwitcher] = useState<Switcher | null>(null);
  const [loaded, setLoaded] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const [selected, setSelected] = useState(0);
  const [region, setRegion] = useState<Region>({ from: 0, to: screen.frames });

  // A screen keeps its sounds; the component is made again for the next one.
  const [subject] = useState({ number, screen, hasX });
  useEffect(() => {
    const { number: index, screen: shown, hasX: withX } = subject;
    const controller = new AbortController();
    let made: Switcher | null = null;
    const load = async (): Promise<void> => {
      const buffers = [];
      for (const slot of slotsOf(shown, withX)) {
        buffers.push(await loadSound(context, index, shown, slot, controller.signal));
        setLoaded(buffers.length);
      }
      if (controller.signal.aborted) return;
      made = new Switcher(context, buffers, () => setPlaying(false));
      setSwitcher(made);
    };
    load().catch((failure: unknown) => {
      if (!controller.signal.aborted) setError(failure);
    });
    return () => {
      controller.abort();
      made?.stop();
      setSwitcher(null);
    };
  }, [context, subject, turn]);

  const play = (next: Region): void => {
    void context.resume();
    switcher?.play(next, loops);
    setPlaying(true);
  };
  return {
    switcher,
    loaded,
    error,
    reload: () => {
      setError(null);
      setTurn((before) => before + 1);
    },
    isPlaying,
    selected,
    select: (index) => {
      setSelected(index);
      switcher?.select(index);
      if (switcher !== null && !switcher.isPlaying) play(region);
    },
    toggle: () => {
      if (switcher === null) return;
      if (!switcher.isPlaying) return play(region);
      switcher.stop();
      setPlaying(false);
    },
    region,
    setRegion: (next) => {
      setRegion(next);
      if (switcher?.isPlaying === true) play(next);
    },
  };
}
