/** Names that Windows keeps for devices, with or without an extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;
/** File systems count bytes of UTF-8 and stop at 255; extension, number and `.part` need room too. */
const MAX_BYTES = 200;

/** A file name without extension from any text: letters of every script stay, separators and control characters don't. */
export function fileNameOf(text: string, fallback = 'untitled'): string {
  const cleaned = text
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/[/\\:*?"<>|]/g, '-')
    .replaceAll(/ {2,}/g, ' ');
  const name = shortened(cleaned).replaceAll(/^[ .]+|[ .]+$/g, '');
  if (name === '') return fallback;
  return RESERVED.test(name) ? `_${name}` : name;
}

function shortened(text: string): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += utf8Bytes(character.codePointAt(0) ?? 0);
    if (bytes > MAX_BYTES) break;
    kept += character;
  }
  return kept;
}

function utf8Bytes(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x1_0000 ? 3 : 4;
}

/** The name of the `number`th of equal names: `Trio`, `Trio (2)`. A plain 2 would read as another player's. */
export const numbered = (name: string, number: number): string =>
  number === 1 ? name : `${name} (${number})`;

/** Equal names, letter case aside, get numbers: two tracks or regions may be called the same. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let number = 1;
    while (taken.has(numbered(name, number).toLowerCase())) number += 1;
    const distinct = numbered(name, number);
    taken.add(distinct.toLowerCase());
    return distinct;
  });
}
