/** Schema 10: the picks of a blind comparison were not kept. */
export const noBlindTally = (document: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...document,
  blind: null,
});
