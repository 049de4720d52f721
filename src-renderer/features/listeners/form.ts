import { AudiogramSchema } from '../../../src-shared/hearing/audiogram-schema.ts';
import {
  AUDIOMETRIC_FREQUENCIES_HZ,
  EARS,
  type Audiogram,
  type Ear,
  type Hearing,
} from '../../../src-shared/hearing/audiogram.ts';

/** What the form's fields hold, as typed: levels by ear, in the order of `frequenciesHz`. */
export interface ListenerForm {
  readonly name: string;
  readonly frequenciesHz: readonly number[];
  readonly levels: Readonly<Record<Ear, readonly string[]>>;
}

export function formOf(name: string, hearing: Hearing): ListenerForm {
  const all = new Set<number>(AUDIOMETRIC_FREQUENCIES_HZ);
  for (const ear of EARS) for (const hz of hearing[ear].frequenciesHz) all.add(hz);
  const frequenciesHz = [...all].sort((a, b) => a - b);
  const fields = ({ frequenciesHz: measured, levelsDbHl }: Audiogram): string[] =>
    frequenciesHz.map((hz) => {
      const level = levelsDbHl[measured.indexOf(hz)];
      return level === undefined ? '' : String(level);
    });
  return { name, frequenciesHz, levels: { left: fields(hearing.left), right: fields(hearing.right) } };
}

/** The hearing that the fields mean; null while an ear has fewer than two valid levels, or one that is not valid. */
export function hearingOf({ frequenciesHz, levels }: ListenerForm): Hearing | null {
  const ear = (which: Ear): Audiogram | null => {
    const typed = frequenciesHz.flatMap((hz, n) => {
      const text = levels[which][n]?.trim() ?? '';
      return text === '' ? [] : [{ hz, level: Number(text) }];
    });
    const parsed = AudiogramSchema.safeParse({
      frequenciesHz: typed.map(({ hz }) => hz),
      levelsDbHl: typed.map(({ level }) => level),
    });
    return parsed.success ? parsed.data : null;
  };
  const [left, right] = [ear('left'), ear('right')];
  return left === null || right === null ? null : { left, right };
}

/** The first of L1, L2, … that is not taken. */
export function freeName(taken: readonly string[]): string {
  let number = 1;
  while (taken.includes(`L${number}`)) number += 1;
  return `L${number}`;
}
