import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** Becomes true once the element comes near the visible area of its scroll container, and stays true. */
export function useVisible<E extends Element>(): [RefObject<E | null>, boolean] {
  const element = useRef<E>(null);
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const node = element.current;
    if (node === null || visible) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setVisible(true);
      },
      { rootMargin: '200px' },
    );
    observer.observe(node);
    return () => observer.disconnect();
  }, [visible]);
  return [element, visible];
}
