import { access } from 'node:fs/promises';
import { Failure, isFailure } from '../../../../src-shared/contract/failure.ts';
import { readText } from '../../../audio/read/regular-file.ts';
import { writeWhole } from '../scratch.ts';

export interface Cad2Score {
  readonly scene: string;
  readonly song: string;
  readonly listener: string;
  readonly left: number;
  readonly right: number;
}

const HEADER = 'scene,song,listener,left_haaqi,right_haaqi,avg_haaqi';

/** The file of scores, as the challenge's evaluation writes it; what an interrupted run scored is read again. */
export class ScoreFile {
  readonly #path: string;
  readonly #scores: Map<string, Cad2Score>;

  private constructor(path: string, scores: readonly Cad2Score[]) {
    this.#path = path;
    this.#scores = new Map(scores.map((score) => [keyOf(score.scene, score.listener), score]));
  }

  /** @throws Failure `call/invalid` for a file that is none of scores */
  static async open(path: string): Promise<ScoreFile> {
    try {
      return new ScoreFile(path, parse(path, await readText(path)));
    } catch (error) {
      if (isFailure(error) && error.code === 'file/not-found') return new ScoreFile(path, []);
      throw error;
    }
  }

  get all(): readonly Cad2Score[] {
    return [...this.#scores.values()].sort(
      (a, b) => inOrder(a.scene, b.scene) || inOrder(a.listener, b.listener),
    );
  }

  get(scene: string, listener: string): Cad2Score | undefined {
    return this.#scores.get(keyOf(scene, listener));
  }

  /** Adds scores and replaces the file, in an order that no interruption changes. @throws Failure `disk/*` */
  async add(scores: readonly Cad2Score[]): Promise<void> {
    for (const score of scores) this.#scores.set(keyOf(score.scene, score.listener), score);
    const rows = this.all.map(({ scene, song, listener, left, right }) =>
      [scene, quoted(song), listener, left, right, (left + right) / 2].join(','),
    );
    await writeWhole(this.#path, [HEADER, ...rows, ''].join('\n'));
  }
}

const inOrder = (a: string, b: string): number => Number(a > b) - Number(a < b);
const keyOf = (scene: string, listener: string): string => `${scene}\n${listener}`;
const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function parse(path: string, text: string): Cad2Score[] {
  const [header, ...rows] = text.split(/\r?\n/).filter((row) => row !== '');
  const bad = (): Failure => new Failure('call/invalid', `"${path}" is not a file of scores; move it away`);
  if (header !== HEADER) throw bad();
  return rows.map((row) => {
    const [, scene, plain, inQuotes, listener, left, right] =
      /^([^,]+),(?:([^",]*)|"((?:[^"]|"")*)"),([^,]+),([^,]+),([^,]+),[^,]+$/.exec(row) ?? [];
    const score = { left: Number(left), right: Number(right) };
    if (scene === undefined || listener === undefined || !Number.isFinite(score.left + score.right))
      throw bad();
    return { scene, song: plain ?? inQuotes?.replaceAll('""', '"') ?? '', listener, ...score };
  });
}

export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
