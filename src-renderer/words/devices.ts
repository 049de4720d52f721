import { words } from './words.ts';

/** Browsers name devices only where microphone access was given: the others are numbered. */
export function deviceLabel({ label, number }: { readonly label: string; readonly number: number }): string {
  if (label !== '') return label;
  return number === 0 ? words().settings.systemDevice : words().settings.numberedDevice(number);
}
