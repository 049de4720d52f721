import { useMemo, useState, type ReactNode } from 'react';
import { fetchSpectrogram } from '../../../api/spectrogram.ts';
import { useSpectrogramStore } from '../../../ui/spectrogram/use-spectrogram.ts';
import { ViewContext } from './view-context.ts';
import { ViewStore } from './viewing.ts';
import './viewing.css';

/** Lives as long as a project is open. */
export function ViewProvider({ children }: { readonly children: ReactNode }) {
  const spectrograms = useSpectrogramStore(fetchSpectrogram);
  const [store] = useState(() => new ViewStore());
  const view = useMemo(() => ({ view: store, spectrograms }), [store, spectrograms]);
  return <ViewContext value={view}>{children}</ViewContext>;
}
