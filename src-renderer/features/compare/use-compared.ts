import { useEffect, useState } from 'react';
import { matchedTrims } from '../../../src-shared/mixing/level-match.ts';
import { useLoad } from '../../api/hooks.ts';
import { useSettings } from '../../api/store.ts';
import { ComparedSounds } from '../../engine/compared-sounds.ts';
import type { PairFigures } from './figures.ts';
import { loadPair, type LoadedPair, type Sides } from './load-pair.ts';
import type { Passage, StemPair } from './pairs.ts';

export interface Compared {
  readonly isReady: boolean;
  readonly error: unknown;
  readonly isPlaying: boolean;
  /** Which side is heard. */
  readonly heard: 0 | 1;
  /** Gain of the side that is heard, dB, at 0 or below. */
  readonly trimDb: number;
  readonly matching: boolean;
  /** What is measured so far, by the stem's name. */
  readonly figures: ReadonlyMap<string, PairFigures>;
  hear: (side: 0 | 1) => void;
  toggle: () => void;
  stop: () => void;
  setMatching: (matching: boolean) => void;
  /** From 0 to 1 of the passage; null while nothing plays. */
  progress: () => number | null;
}

/** Loads, plays and measures one player's passage in two separations; then measures the other players too. */
export function useCompared(
  sides: Sides,
  pairs: readonly StemPair[],
  pair: StemPair,
  passage: Passage,
): Compared {
  const [stem] = pair.of;
  const { sampleRate } = stem;
  const outputDeviceId = useSettings()?.outputDeviceId ?? '';
  const [sounds] = useState(() => new ComparedSounds());
  const [isPlaying, setPlaying] = useState(false);
  const [heard, setHeard] = useState<0 | 1>(0);
  const [matching, setMatching] = useState(true);
  const about = [...sides.map(({ id, version }) => `${id}@${version}`), passage.from, passage.to].join(' ');
  const loaded = useLoad(`${about} ${pair.name}`, async (signal) => ({
    about,
    name: pair.name,
    ...(await loadPair(sides, pair, passage, signal)),
  }));
  const current = loaded.data?.about === about && loaded.data.name === pair.name ? loaded.data : null;
  const { figures, error } = useFigures(about, sides, pairs, passage, current);

  useEffect(() => () => sounds.dispose(), [sounds]);
  useEffect(() => sounds.setOutput(outputDeviceId), [sounds, outputDeviceId]);
  const planes = current?.sounds;
  useEffect(() => {
    if (planes !== undefined) sounds.load(planes, sampleRate);
  }, [sounds, planes, sampleRate]);
  const levels = current?.figures.levels;
  const trims = matching ? matchedTrims((levels ?? []).map(({ lufs }) => lufs)) : [];
  const trimKey = trims.join(' ');
  useEffect(() => {
    sounds.setTrims(trimKey === '' ? [] : trimKey.split(' ').map(Number));
  }, [sounds, trimKey]);
  useEffect(() => sounds.select(heard), [sounds, heard]);

  const seconds = (passage.to - passage.from) / sampleRate;
  return {
    isReady: current !== null,
    error: loaded.error ?? error,
    isPlaying,
    heard,
    trimDb: trims[heard] ?? 0,
    matching,
    figures,
    hear: setHeard,
    toggle: () => {
      if (current === null && !isPlaying) return;
      if (isPlaying) sounds.stop();
      else sounds.play();
      setPlaying(!isPlaying);
    },
    stop: () => {
      sounds.stop();
      setPlaying(false);
    },
    setMatching,
    progress: () => {
      const at = sounds.position;
      return at === null ? null : Math.min(1, at / seconds);
    },
  };
}

type Known = LoadedPair & { readonly about: string; readonly name: string };

/** The figures of all players, one after the other, from when the one that is heard is loaded. */
function useFigures(
  about: string,
  sides: Sides,
  pairs: readonly StemPair[],
  passage: Passage,
  heard: Known | null,
): { readonly figures: ReadonlyMap<string, PairFigures>; readonly error: unknown } {
  const [measured, setMeasured] = useState<ReadonlyMap<string, PairFigures>>(new Map());
  const [error, setError] = useState<unknown>(null);
  const [subject, setSubject] = useState(about);
  if (subject !== about) {
    setSubject(about);
    setMeasured(new Map());
    setError(null);
  }
  const next = pairs.find(({ name }) => name !== heard?.name && !measured.has(name));
  const nextName = heard === null || error !== null ? null : next?.name;
  useEffect(() => {
    if (next === undefined || next.name !== nextName) return undefined;
    const controller = new AbortController();
    loadPair(sides, next, passage, controller.signal).then(
      ({ figures }) => setMeasured((before) => new Map([...before, [next.name, figures]])),
      (failure: unknown) => {
        if (!controller.signal.aborted) setError(failure);
      },
    );
    return () => controller.abort();
    // `about` stands for the sides and the passage, whose objects are new with every event of the host.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [about, nextName]);
  const figures = heard === null ? measured : new Map([...measured, [heard.name, heard.figures]]);
  return { figures, error };
}
