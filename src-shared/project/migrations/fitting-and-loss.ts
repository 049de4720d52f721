type Fields = Readonly<Record<string, unknown>>;

/** Schema 12: a simulated loss was a rule of the fitting, and nobody knew which mix a match was measured on. */
export const fittingAndLoss = (document: Fields): Record<string, unknown> => {
  const { snapshots } = document;
  return {
    ...apart(document),
    ...(Array.isArray(snapshots)
      ? { snapshots: snapshots.map((snapshot: unknown) => (isFields(snapshot) ? apart(snapshot) : snapshot)) }
      : {}),
  };
};

const LOSSES: ReadonlyMap<unknown, string> = new Map([
  ['loss', 'plain'],
  ['loss-smeared-3', 'smeared-3'],
  ['loss-smeared-6', 'smeared-6'],
]);

function apart(mix: Fields): Fields {
  const { master } = mix;
  if (!isFields(master) || !isFields(master['fitting'])) return mix;
  const { fitting } = master;
  const loss = LOSSES.get(fitting['rule']);
  const changed =
    loss === undefined
      ? { ...fitting, loss: 'none', matchedMix: null }
      : { ...fitting, rule: 'none', loss, matchDb: null, matchedMix: null };
  return { ...mix, master: { ...master, fitting: changed } };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
