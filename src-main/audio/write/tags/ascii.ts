/** Latin letters that Unicode does not decompose, and punctuation, as plain ASCII is usually written. */
const SPELT: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
  '–': '-',
  '—': '-',
  '−': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '♯': '#',
  '♭': 'b',
};

/**
 * A text in ASCII: accents are dropped, some letters spelt out, and what has no ASCII form is left out.
 * @returns `lost`: whether anything was left out
 */
export function toAscii(text: string): { readonly ascii: string; readonly lost: boolean } {
  let lost = false;
  let ascii = '';
  for (const character of text.normalize('NFKD').replaceAll(/\p{M}/gu, '')) {
    const spelt = SPELT[character] ?? character;
    if (/^[\x20-\x7e]*$/.test(spelt)) ascii += spelt;
    else lost = true;
  }
  return { ascii: ascii.replaceAll(/ {2,}/g, ' ').trim(), lost };
}
