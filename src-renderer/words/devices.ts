import { words } from './words.ts';

/** Browsers reveal device names only after microphone access is granted; unnamed devices get a number. */
export function deviceLabel({ label, number }: { readonly label: string; readonly number: number }): string {
  if (label !== '') return label;
  return number === 0 ? words().settings.systemDevice : words().settings.numberedDevice(number);
}
