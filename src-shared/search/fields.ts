import { fold } from '../format/fold.ts';

/** Texts that a search can be limited to: `composer:brahms`. */
export const TEXT_FIELDS = [
  'title',
  'composer',
  'work',
  'movement',
  'performers',
  'ensemble',
  'venue',
  'name',
  'tag',
  'file',
  'folder',
  'model',
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** `length` in seconds, `quality` in dB of expected SDR, `rate` in hertz. */
export const NUMBER_FIELDS = ['length', 'quality', 'rate', 'channels'] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];

/** `date`: when it was recorded; `imported`: when it came into the library. */
export const DATE_FIELDS = ['date', 'imported'] as const;
export type DateField = (typeof DATE_FIELDS)[number];

export const IS_FLAGS = [
  'recording',
  'stem',
  'excerpt',
  'rest',
  'separated',
  'unseparated',
  'ready',
  'importing',
  'failed',
  'referenced',
  'copied',
  'missing',
  'demo',
] as const;
export type IsFlag = (typeof IS_FLAGS)[number];

export const HAS_FLAGS = ['score', 'notes', 'stems', 'players', 'tags', 'excerpts', 'quality'] as const;
export type HasFlag = (typeof HAS_FLAGS)[number];

export type Field = TextField | NumberField | DateField | 'player' | 'is' | 'has';

export const FIELDS: readonly Field[] = [
  ...TEXT_FIELDS,
  ...NUMBER_FIELDS,
  ...DATE_FIELDS,
  'player',
  'is',
  'has',
];

/** Other names that people give the fields, in English and Japanese. */
const ALIASES: Readonly<Record<string, Field>> = {
  instrument: 'player',
  players: 'player',
  year: 'date',
  recorded: 'date',
  added: 'imported',
  duration: 'length',
  sdr: 'quality',
  tags: 'tag',
  performer: 'performers',
  place: 'venue',
  label: 'name',
  題名: 'title',
  作曲者: 'composer',
  作曲家: 'composer',
  作品: 'work',
  楽章: 'movement',
  演奏者: 'performers',
  団体: 'ensemble',
  会場: 'venue',
  タグ: 'tag',
  ファイル: 'file',
  フォルダー: 'folder',
  モデル: 'model',
  長さ: 'length',
  品質: 'quality',
  日付: 'date',
  奏者: 'player',
  楽器: 'player',
};

export const FIELD_NAMES: readonly string[] = [...FIELDS, ...Object.keys(ALIASES)];

/** The field that a person means by `name`, whatever its case; null if there is none. */
export function fieldNamed(name: string): Field | null {
  const plain = fold(name);
  return (
    FIELDS.find((field) => field === plain) ?? (Object.hasOwn(ALIASES, plain) ? ALIASES[plain] : null) ?? null
  );
}

export const isTextField = (field: Field): field is TextField =>
  (TEXT_FIELDS as readonly string[]).includes(field);
export const isNumberField = (field: Field): field is NumberField =>
  (NUMBER_FIELDS as readonly string[]).includes(field);
export const isDateField = (field: Field): field is DateField =>
  (DATE_FIELDS as readonly string[]).includes(field);
