import type { SeparationId, StemId } from '../../../src-shared/project/ids.ts';
import type { DeclaredInstrument } from '../../../src-shared/project/players.ts';

/** One file of a running separation. It keeps its id once the separation is done. */
export interface LiveStem {
  readonly id: StemId;
  readonly name: string;
  readonly label: string;
  readonly instrument: DeclaredInstrument | null;
  readonly isRest: boolean;
  /** Where the file will lie when it is whole; until then it is `PATH.part`. */
  readonly path: string;
}

export interface LiveRun {
  readonly separationId: SeparationId;
  readonly stems: readonly LiveStem[];
  readonly sampleRate: number;
  readonly channels: number;
  /** Of every stem once it is whole. */
  readonly frames: number;
  /** So many frames of every stem are in its file and stay as they are. */
  readonly readyFrames: number;
}

/** The separations that run in this program, as far as their stems can be heard; gone with the program. */
export class LiveStems {
  readonly #runs = new Map<SeparationId, LiveRun>();

  /** Takes the place of an earlier run of the same separation, whose stems are no more. */
  begin(run: LiveRun): void {
    this.#runs.set(run.separationId, run);
  }

  grow(id: SeparationId, readyFrames: number): void {
    const run = this.#runs.get(id);
    if (run === undefined) throw new Error('stems grew that were never begun');
    this.#runs.set(id, { ...run, readyFrames: Math.min(run.frames, readyFrames) });
  }

  end(id: SeparationId): void {
    this.#runs.delete(id);
  }

  of(id: SeparationId): LiveRun | null {
    return this.#runs.get(id) ?? null;
  }

  find(id: StemId): { readonly run: LiveRun; readonly stem: LiveStem } | null {
    for (const run of this.#runs.values()) {
      const stem = run.stems.find((candidate) => candidate.id === id);
      if (stem !== undefined) return { run, stem };
    }
    return null;
  }
}
