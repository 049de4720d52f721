type Fields = Readonly<Record<string, unknown>>;

/** Schema 9: the master had no fitting for a listener; snapshots hold a master too. */
export const noFitting = (document: Fields): Record<string, unknown> => {
  const { snapshots } = document;
  return {
    ...withoutFitting(document),
    ...(Array.isArray(snapshots)
      ? {
          snapshots: snapshots.map((snapshot: unknown) =>
            isFields(snapshot) ? withoutFitting(snapshot) : snapshot,
          ),
        }
      : {}),
  };
};

function withoutFitting(mix: Fields): Fields {
  const { master } = mix;
  return isFields(master) ? { ...mix, master: { ...master, fitting: null } } : mix;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
