import { createContext, useContext, type ReactNode } from 'react';
import type { SpectrogramStore } from '../../../ui/spectrogram/use-spectrogram.ts';
import { useObservable } from '../use-store.ts';
import type { Viewing, ViewStore } from './viewing.ts';

interface View {
  readonly view: ViewStore;
  readonly spectrograms: SpectrogramStore;
  /** Explains the lanes below the waveforms. */
  readonly laneLegend: ReactNode;
}

/** How the open editor shows sound; only the parts of the editor use it. */
export const ViewContext = createContext<View | null>(null);

export function useViewStore(): View {
  const view = useContext(ViewContext);
  if (view === null) throw new Error('used outside of the editor');
  return view;
}

export const useViewing = (): Viewing => useObservable(useViewStore().view.state);
