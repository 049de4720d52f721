/** Projects had no markers and regions. */
export const noRegions = (document: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...document,
  regions: [],
});
