/** The plane that audiograms are drawn in: frequency in octaves to the right, level downward. */
export const CHART = { width: 420, height: 330, left: 42, right: 14, top: 26, bottom: 14 } as const;
const LOWEST_HZ = 125;
const HIGHEST_HZ = 8000;
const TOP_DB = -10;
const BOTTOM_DB = 120;

export const CHART_FREQUENCIES_HZ = [125, 250, 500, 1000, 2000, 4000, 8000] as const;
export const CHART_LEVELS_DB = Array.from({ length: 14 }, (_, n) => TOP_DB + 10 * n);

export function xOf(hz: number): number {
  const share = Math.log(hz / LOWEST_HZ) / Math.log(HIGHEST_HZ / LOWEST_HZ);
  return CHART.left + Math.min(1, Math.max(0, share)) * (CHART.width - CHART.left - CHART.right);
}

export function yOf(levelDbHl: number): number {
  const share = (levelDbHl - TOP_DB) / (BOTTOM_DB - TOP_DB);
  return CHART.top + Math.min(1, Math.max(0, share)) * (CHART.height - CHART.top - CHART.bottom);
}
