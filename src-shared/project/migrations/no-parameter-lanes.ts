/**
 * Schema 13: the parameters of rooms, of the master's strip and of the limiter had no lanes. A document stays as it is;
 * the number lets an older program say that a project with such lanes is newer, and not that it is damaged.
 */
export const noParameterLanes = (document: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...document,
});
