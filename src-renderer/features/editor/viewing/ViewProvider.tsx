import { useMemo, useState, type ReactNode } from 'react';
import { fetchSpectrogram } from '../../../api/spectrogram.ts';
import { useSpectrogramStore } from '../../../ui/spectrogram/use-spectrogram.ts';
import { ViewContext } from './view-context.ts';
import { ViewStore } from './viewing.ts';
import './viewing.css';

interface Props {
  /** Shown in the view menu. */
  readonly laneLegend?: ReactNode;
  readonly children: ReactNode;
}

/** Lives as long as a project is open. */
export function ViewProvider({ laneLegend = null, children }: Props) {
  const spectrograms = useSpectrogramStore(fetchSpectrogram);
  const [store] = useState(() => new ViewStore());
  const view = useMemo(() => ({ view: store, spectrograms, laneLegend }), [store, spectrograms, laneLegend]);
  return <ViewContext value={view}>{children}</ViewContext>;
}
