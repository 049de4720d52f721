/** Removes case and the accents of letters, so that typed text can be compared. Kana keep their voicing marks. */
export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
