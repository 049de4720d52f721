import type { SeparationId, StemId } from '../../../src-shared/project/ids.ts';
import type { DeclaredInstrument } from '../../../src-shared/project/players.ts';

/** One file of a running separation. Its id stays the same after the separation. */
export interface LiveStem {
  readonly id: StemId;
  readonly name: string;
  readonly label: string;
  readonly instrument: DeclaredInstrument | null;
  readonly isRest: boolean;
  /** The finished file's path; until then the file is `PATH.part`. */
  readonly path: string;
}

export interface LiveRun {
  readonly separationId: SeparationId;
  readonly stems: readonly LiveStem[];
  readonly sampleRate: number;
  readonly channels: number;
  /** The final length of every stem. */
  readonly frames: number;
  /** This many frames of every stem are final and in its file. */
  readonly readyFrames: number;
}

/** The playable parts of separations that run in this program; not stored. */
export class LiveStems {
  readonly #runs = new Map<SeparationId, LiveRun>();

  /** Replaces an earlier run of the same separation, whose stems no longer exist. */
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
