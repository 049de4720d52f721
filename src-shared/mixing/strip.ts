import type { AutomationLane } from '../project/automation-lane.ts';
import type { StripEntry } from '../project/strip-entry.ts';
import { findProcessor } from './processors/registry.ts';
import { keyOf, Slot } from './slot.ts';

/**
 * A track's processors during playback. Entries that stay keep their state; new ones fade in and removed ones fade
 * out. If the order changes, the whole strip fades to dry, is rebuilt, and fades in again.
 */
export class PlayingStrip {
  readonly #sampleRate: number;
  readonly #ramp: number;
  #slots: Slot[] = [];
  readonly #leaving = new Set<Slot>();
  #next: Slot[] | null = null;
  #started = false;
  #makesStereo = false;

  constructor(sampleRate: number, ramp: number) {
    this.#sampleRate = sampleRate;
    this.#ramp = ramp;
  }

  get gainReductionDb(): number {
    let sum = 0;
    for (let i = 0; i < this.#slots.length; i += 1) sum += this.#slots[i]!.gainReductionDb;
    return sum;
  }

  /** Whether a mono track has to run through it as stereo. */
  get makesStereo(): boolean {
    return this.#makesStereo;
  }

  configure(entries: readonly StripEntry[], automation: readonly AutomationLane[]): void {
    this.#makesStereo = entries.some(
      ({ processor, version }) => findProcessor(processor, version)?.makesStereo === true,
    );
    if (this.#next !== null) {
      this.#next = entries.map((entry) => this.#create(entry, automation));
      return;
    }
    const staying = new Map(
      this.#slots.filter((slot) => !this.#leaving.has(slot)).map((slot) => [slot.key, slot]),
    );
    const wanted = entries.map((entry) => {
      const slot = staying.get(keyOf(entry));
      slot?.update(entry, automation);
      return slot ?? this.#create(entry, automation);
    });
    if (!this.#started) {
      this.#replace(wanted);
      return;
    }
    if (!sameOrder(this.#slots, wanted)) {
      this.#next = entries.map((entry) => this.#create(entry, automation));
      for (const slot of this.#slots) this.#leave(slot);
      return;
    }
    for (const slot of this.#slots) if (!wanted.includes(slot)) this.#leave(slot);
    this.#slots = merged(this.#slots, wanted);
  }

  /** Clears all state and completes pending fades. */
  reset(): void {
    this.#replace(this.#next ?? this.#slots.filter((slot) => !this.#leaving.has(slot)));
    this.#started = false;
  }

  /** Processes MIX_BLOCK frames in place. */
  process(channels: readonly Float32Array[], position: number, jumped: boolean): void {
    this.#started = true;
    for (let i = 0; i < this.#slots.length; i += 1) this.#slots[i]!.process(channels, position, jumped);
    if (this.#leaving.size > 0) this.#letGo();
  }

  #create(entry: StripEntry, automation: readonly AutomationLane[]): Slot {
    const slot = new Slot(entry, this.#sampleRate, this.#ramp);
    slot.update(entry, automation);
    return slot;
  }

  #leave(slot: Slot): void {
    slot.leave();
    this.#leaving.add(slot);
  }

  /** Replaces the slots without fades. */
  #replace(slots: Slot[]): void {
    this.#slots = slots;
    this.#leaving.clear();
    this.#next = null;
    for (const slot of slots) slot.reset();
  }

  #letGo(): void {
    for (let i = this.#slots.length - 1; i >= 0; i -= 1) {
      const slot = this.#slots[i]!;
      if (!this.#leaving.has(slot) || !slot.gone) continue;
      this.#leaving.delete(slot);
      this.#slots.splice(i, 1);
    }
    if (this.#next !== null && this.#slots.length === 0) {
      this.#slots = this.#next;
      this.#next = null;
    }
  }
}

/** Whether the slots common to both lists have the same order in both. */
function sameOrder(now: readonly Slot[], wanted: readonly Slot[]): boolean {
  const kept = wanted.filter((slot) => now.includes(slot));
  const before = now.filter((slot) => wanted.includes(slot));
  return kept.every((slot, index) => slot === before[index]);
}

/** `wanted`, plus the slots found only in `now`, which keep their position until they have faded out. */
function merged(now: readonly Slot[], wanted: readonly Slot[]): Slot[] {
  const result: Slot[] = [];
  let next = 0;
  for (const slot of wanted) {
    const at = now.indexOf(slot);
    if (at >= 0) {
      result.push(...now.slice(next, at));
      next = at + 1;
    }
    result.push(slot);
  }
  result.push(...now.slice(next));
  return result;
}
