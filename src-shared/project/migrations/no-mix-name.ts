/** Schema 6: a separation had one mix, without a name. */
export const noMixName = (document: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...document,
  mix: '',
});
