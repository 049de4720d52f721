import { MixSender } from '../../../../src-renderer/engine/mix-sender.ts';
import type { MixMessage, ToWorklet, WorkletMix } from '../../../../src-renderer/engine/protocol.ts';
import {
  engineMix,
  mixSettings,
  type EngineSource,
  type Listen,
} from '../../../../src-renderer/engine/state.ts';
import { MixPlayer } from '../../../../src-renderer/engine/worklet/player.ts';
import { Mixer } from '../../../../src-shared/mixing/mixer.ts';
import { MIX_BLOCK, type MixTrack } from '../../../../src-shared/mixing/types.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { noise } from '../../../support/signals.ts';

const CHUNK = 16_384;
export const PLAYED_FRAMES = 4 * CHUNK;
const RATE = 48_000;

/** What the window shows: a document, less the tracks whose stems it lacks, as it is listened to. */
export interface Shown {
  readonly document: ProjectDocument;
  readonly without: ReadonlySet<string>;
  readonly listen: Listen;
}

export function shownMix(source: Pick<EngineSource, 'stems'>, shown: Shown): WorkletMix {
  const mix = engineMix(shown.document);
  const tracks = mix.tracks.filter(({ id }) => !shown.without.has(id));
  return mixSettings(source, { ...mix, tracks }, shown.listen);
}

/** One worklet's player with the program's mixer and two channels of noise for every input. */
export class Worklet {
  readonly #player: MixPlayer;
  #time = 0;

  constructor(inputs: number, onLost: () => void = () => undefined) {
    this.#player = new MixPlayer(
      new Mixer(RATE),
      RATE,
      {
        inputs: Array.from({ length: inputs }, () => ({ channels: 2 })),
        originalInput: null,
        frames: PLAYED_FRAMES,
        chunkFrames: CHUNK,
        resumeSeconds: 0.25,
        commands: Array.from({ length: inputs }, (_, input) => ({
          type: 'chunks',
          input,
          first: 0,
          data: noise(2 * PLAYED_FRAMES, input + 1, 0.3),
        })),
      },
      (message) => {
        if (message.type === 'mix-lost') onLost();
      },
    );
  }

  receive(message: ToWorklet): void {
    this.#player.receive(message);
  }

  /** Left, then right, of some render quanta. */
  render(quanta: number): Float32Array {
    const out = new Float32Array(2 * quanta * MIX_BLOCK);
    for (let at = 0; at < quanta * MIX_BLOCK; at += MIX_BLOCK) {
      const right = quanta * MIX_BLOCK + at;
      this.#player.render(
        out.subarray(at, at + MIX_BLOCK),
        out.subarray(right, right + MIX_BLOCK),
        this.#time,
      );
      this.#time += MIX_BLOCK / RATE;
    }
    return out;
  }

  /** Stops, goes to `position` with a pre-roll, and gives what is heard from there. */
  renderFrom(position: number, quanta: number): Float32Array {
    this.receive({ type: 'pause' });
    this.render(8);
    this.receive({ type: 'seek', position, generation: 1 });
    this.render(8);
    this.receive({ type: 'play', fade: false });
    return this.render(quanta);
  }
}

/** What can happen to a message on its way. A port does none of it; a worklet that was replaced may miss some. */
export type Fault = 'none' | 'lost' | 'twice' | 'late';

/** A window that tells its worklet what changed, over a wire with faults. */
export class PatchedWorklet {
  readonly worklet: Worklet;
  readonly #source: Pick<EngineSource, 'stems'>;
  readonly #sender = new MixSender();
  #shown: Shown;
  #late: MixMessage[] = [];
  messages: MixMessage[] = [];
  resyncs = 0;

  constructor(source: Pick<EngineSource, 'stems'>, shown: Shown) {
    this.#source = source;
    this.#shown = shown;
    this.worklet = new Worklet(source.stems.length, () => {
      this.resyncs += 1;
      this.#sender.forget();
      this.show(this.#shown, 'none');
    });
    this.show(shown, 'none');
  }

  show(shown: Shown, fault: Fault): void {
    this.#shown = shown;
    const message = this.#sender.next(shownMix(this.#source, shown));
    if (message === null) return;
    this.messages.push(message);
    const late = this.#late;
    this.#late = [];
    // Over a port everything is a copy.
    const copy = structuredClone(message);
    if (fault === 'late') this.#late.push(copy);
    else if (fault !== 'lost') this.worklet.receive(copy);
    if (fault === 'twice') this.worklet.receive(structuredClone(message));
    for (const delayed of late) this.worklet.receive(delayed);
  }
}

/**
 * A worklet that is given the whole mix at every change, in one memory: a track that did not change is the same object.
 * What patches have to equal.
 */
export class WholeWorklet {
  readonly worklet: Worklet;
  readonly #source: Pick<EngineSource, 'stems'>;
  #tracks: readonly MixTrack[] = [];
  #revision = 0;

  constructor(source: Pick<EngineSource, 'stems'>, shown: Shown) {
    this.#source = source;
    this.worklet = new Worklet(source.stems.length);
    this.show(shown);
  }

  show(shown: Shown): void {
    const { settings, trackInputs } = shownMix(this.#source, shown);
    this.#tracks = settings.tracks.map((track) => {
      const before = this.#tracks.find(({ id }) => id === track.id);
      return before !== undefined && sameFields(before, track) ? before : track;
    });
    this.#revision += 1;
    this.worklet.receive({
      type: 'settings',
      revision: this.#revision,
      settings: { ...settings, tracks: this.#tracks },
      trackInputs,
    });
  }
}

function sameFields(a: MixTrack, b: MixTrack): boolean {
  const keys = Object.keys(b) as (keyof MixTrack)[];
  return keys.every((key) => a[key] === b[key]);
}
