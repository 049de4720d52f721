import { useEffect } from 'react';
import type { Settings } from '../../src-shared/contract/schemas.ts';
import { announceThemeChange } from '../ui/canvas.ts';

/** Keeps `data-theme` on <html> at `light` or `dark`, following the system where the setting says so. */
export function useTheme(theme: Settings['theme']): void {
  useEffect(() => {
    const query = window.matchMedia('(prefers-color-scheme: light)');
    const apply = (): void => {
      const resolved = theme === 'system' ? (query.matches ? 'light' : 'dark') : theme;
      if (document.documentElement.dataset.theme === resolved) return;
      document.documentElement.dataset.theme = resolved;
      announceThemeChange();
    };
    apply();
    query.addEventListener('change', apply);
    return () => query.removeEventListener('change', apply);
  }, [theme]);
}
