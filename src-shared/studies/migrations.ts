type Fields = Record<string, unknown>;
type Migrate = (document: Fields) => Fields;

/** Schema 2: sounds were heard as they are, and did not name the model that separated them. */
const treatments: Migrate = (document) => ({
  ...document,
  schema: 2,
  referenceTreatment: null,
  conditions: each(document['conditions'], (condition) => ({ ...condition, treatment: null })),
  trials: each(document['trials'], (trial) => ({
    ...trial,
    reference: withModel(trial['reference']),
    sources: isFields(trial['sources'])
      ? Object.fromEntries(Object.entries(trial['sources']).map(([key, source]) => [key, withModel(source)]))
      : trial['sources'],
  })),
});

/** The step at index `n` turns schema `n + 1` into `n + 2`. */
export const STUDY_MIGRATIONS: readonly Migrate[] = [treatments];

const withModel = (source: unknown): unknown =>
  isFields(source) && source['kind'] !== 'file' ? { ...source, modelId: null } : source;

const each = (list: unknown, change: Migrate): unknown =>
  Array.isArray(list) ? list.map((part: unknown) => (isFields(part) ? change(part) : part)) : list;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
