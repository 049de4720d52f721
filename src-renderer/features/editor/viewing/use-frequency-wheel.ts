import { useEffect, type RefObject } from 'react';
import { scrollFrequency, zoomFrequency } from '../../../ui/spectrogram/axes.ts';
import { useViewStore } from './view-context.ts';

const ZOOM_PER_PIXEL = 1.002;

/** Alt and the wheel zoom the frequencies of every spectrogram; with Shift as well they scroll them. */
export function useFrequencyWheel(element: RefObject<HTMLElement | null>, height: number): void {
  const { view } = useViewStore();
  useEffect(() => {
    const node = element.current;
    if (node === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      const pixels = (event.deltaY || event.deltaX) * (event.deltaMode === 1 ? 16 : 1);
      const axis = { ...view.state.getSnapshot().frequencies, height };
      const y = event.clientY - node.getBoundingClientRect().top;
      const next = event.shiftKey
        ? scrollFrequency(axis, -pixels / 4)
        : zoomFrequency(axis, ZOOM_PER_PIXEL ** pixels, y);
      view.set({ frequencies: { lowHz: next.lowHz, highHz: next.highHz } });
    };
    // React registers passive wheel listeners, which can't prevent the page from scrolling.
    node.addEventListener('wheel', onWheel, { passive: false });
    return () => node.removeEventListener('wheel', onWheel);
  }, [element, height, view]);
}
