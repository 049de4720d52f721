/**
 * Seconds from a time as people type it: `90`, `1:30`, `1:02:03.5`, `12,5 s`; null where the text is none of these.
 * Minutes and seconds after a colon are below 60.
 */
export function parseTime(text: string): number | null {
  const clean = text
    .trim()
    .replace(/\s*s(ec(onds?)?)?$/i, '')
    .replace(',', '.');
  if (!/^\d{1,9}(:\d{1,2}){0,2}(\.\d{0,9})?$/.test(clean)) return null;
  const parts = clean.split(':').map(Number);
  if (parts.slice(1).some((part) => part >= 60)) return null;
  return parts.reduce((total, part) => total * 60 + part, 0);
}
