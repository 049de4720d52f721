import { parseTime as readTime } from '../../../src-shared/format/time.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';

export const invalid = (message: string, cause?: unknown): Failure =>
  new Failure('call/invalid', message, { cause });

/** One option of a command: its syntax, its help text, and how its value is parsed. */
export interface Option<T> {
  readonly takesValue: boolean;
  /** The value's placeholder in usage and help, as in `--out DIR`. */
  readonly placeholder: string;
  readonly about: string;
  readonly isRequired: boolean;
  readonly short?: string;
  /**
   * @param given the values from the command line, in order; empty if the option is absent
   * @param name with its dashes
   * @throws Failure `call/invalid`
   */
  read(given: readonly string[], name: string): T;
}

/** Options by name, without dashes. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;
export type Values<O extends OptionTable> = {
  readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never;
};

type Parse<T> = (text: string, name: string) => T;

export const flag = (about: string): Option<boolean> => ({
  takesValue: false,
  placeholder: '',
  about,
  isRequired: false,
  read: (given) => given.length > 0,
});

/** An option with a value; if it is repeated, the last value counts. */
export function value<T>(placeholder: string, about: string, parse: Parse<T>): Option<T | undefined> {
  return {
    takesValue: true,
    placeholder,
    about,
    isRequired: false,
    read: (given, name) => {
      const text = given.at(-1);
      return text === undefined ? undefined : parse(text, name);
    },
  };
}

export const text = (placeholder: string, about: string): Option<string | undefined> =>
  value(placeholder, about, (given) => given);

export const choice = <const T extends string>(choices: readonly T[], about: string): Option<T | undefined> =>
  value(choices.join('|'), about, (given, name) => oneOf(given, choices, name));

export function required<T>(option: Option<T | undefined>): Option<T> {
  return {
    ...option,
    isRequired: true,
    read: (given, name) => {
      const read = given.at(-1) === '' ? undefined : option.read(given, name);
      if (read === undefined) throw invalid(`${name} is missing`);
      return read;
    },
  };
}

export const byDefault = <T>(option: Option<T | undefined>, usual: string): Option<T> => ({
  ...required(option),
  isRequired: false,
  about: `${option.about} (default: ${usual})`,
  read: (given, name) => required(option).read(given.length === 0 ? [usual] : given, name),
});

/** An option that may be repeated; all values count. */
export const repeatable = <T>(option: Option<T | undefined>): Option<readonly T[]> => ({
  ...option,
  about: `${option.about}; may be repeated`,
  read: (given, name) =>
    given.flatMap((text) => {
      const read = option.read([text], name);
      return read === undefined ? [] : [read];
    }),
});

/** @throws Failure `call/invalid` */
export function oneOf<const T extends string>(value: string, choices: readonly T[], option: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw invalid(`${option} takes ${choices.join(', ')}, not "${value}"`);
  return found;
}

/** A whole number in `[min, max]`. @throws Failure `call/invalid` */
export const wholeNumber =
  (min: number, max: number): Parse<number> =>
  (given, name) => {
    const number = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
    if (!(number >= min && number <= max))
      throw invalid(`${name} takes a whole number from ${min} to ${max}, not "${given}"`);
    return number;
  };

/** A number from 0 to 1. @throws Failure `call/invalid` */
export function fraction(given: string, name: string): number {
  if (!/^(0|1|0?\.\d{1,6}|1\.0{1,6})$/.test(given))
    throw invalid(`${name} takes a number from 0 to 1, not "${given}"`);
  return Number(given);
}

/** `2/8`: the second of eight. @throws Failure `call/invalid` */
export function shard(given: string, name: string): { readonly index: number; readonly count: number } {
  const [, index, count] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(given) ?? [];
  const found = { index: Number(index), count: Number(count) };
  if (!(found.index <= found.count))
    throw invalid(`${name} takes I/N with I from 1 to N, as in 2/8, not "${given}"`);
  return found;
}

/** A time as `12.5`, `1:02.5` or `1:00:02.5`, in seconds. @throws Failure `call/invalid` */
export function time(given: string, name: string): number {
  const seconds = readTime(given);
  if (seconds === null) throw invalid(`${name} takes seconds or H:MM:SS, not "${given}"`);
  return seconds;
}

/**
 * Channels of a file, numbered from 1 in the option (`1,2`) and from 0 in the result. @throws Failure `call/invalid`
 */
export function channelNumbers(given: string, name: string): readonly number[] {
  const parts = given.split(',');
  if (!parts.every((part) => /^[1-9]\d{0,2}$/.test(part)) || parts.length > 2) {
    throw invalid(`${name} takes one channel or two, as in 1,2, not "${given}"`);
  }
  return parts.map((part) => Number(part) - 1);
}
