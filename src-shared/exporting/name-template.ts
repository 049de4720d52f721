import { fileNameOf } from '../format/file-name.ts';

/** The fields of a name template, in the order in which the window offers them. */
export const NAME_FIELDS = [
  'recording',
  'mix',
  'player',
  'number',
  'region',
  'date',
  'composer',
  'rate',
  'format',
] as const;
export type NameField = (typeof NAME_FIELDS)[number];
export type NameValues = Readonly<Record<NameField, string>>;

/**
 * Fills a template such as `{recording}[ - {mix}] - {player}`. A part in brackets appears only if every field in it
 * has a value. What is no field stays as it is; the result is a valid file name without extension.
 */
export function filledName(template: string, values: NameValues): string {
  const optional = template.replaceAll(/\[([^[\]]*)\]/g, (_, part: string) =>
    fieldsIn(part).some((field) => values[field] === '') ? '' : part,
  );
  const filled = optional.replaceAll(/\{([a-z]+)\}/g, (whole, name: string) => {
    const field = NAME_FIELDS.find((known) => known === name);
    return field === undefined ? whole : values[field];
  });
  return fileNameOf(filled);
}

function fieldsIn(text: string): NameField[] {
  return NAME_FIELDS.filter((field) => text.includes(`{${field}}`));
}

/** Names in braces that are no field. */
export function unknownFields(template: string): string[] {
  const named = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
  return named.filter((name) => !(NAME_FIELDS as readonly string[]).includes(name));
}

/** The first name that occurs twice, upper and lower case being the same, as on many disks; null if there is none. */
export function firstDuplicate(names: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const name of names) {
    const key = name.toLowerCase();
    if (seen.has(key)) return name;
    seen.add(key);
  }
  return null;
}
