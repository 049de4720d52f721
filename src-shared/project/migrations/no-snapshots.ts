/** Schema 5: projects had no snapshots of the mix. */
export const noSnapshots = (document: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...document,
  snapshots: [],
});
