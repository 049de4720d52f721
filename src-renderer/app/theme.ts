import { useEffect } from 'react';
import type { Settings } from '../../src-shared/contract/system.ts';
import { announceThemeChange } from '../ui/canvas.ts';

/** Caches the theme so that the window doesn't flash the wrong one before the host sends its settings. */
const KEY = 'theme';

function remembered(): Settings['theme'] {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

/** Keeps `data-theme` on <html> at `light` or `dark`, following the system when the setting says so. */
export function useTheme(setting: Settings['theme'] | null): void {
  useEffect(() => {
    if (setting !== null) localStorage.setItem(KEY, setting);
    const theme = setting ?? remembered();
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
  }, [setting]);
}
