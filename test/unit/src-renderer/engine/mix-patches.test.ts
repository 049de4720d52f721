import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Listen } from '../../../../src-renderer/engine/state.ts';
import { PlayingStrip } from '../../../../src-shared/mixing/strip.ts';
import type { Command } from '../../../../src-renderer/document/commands.ts';
import { createDocumentStore, type DocumentStore } from '../../../../src-renderer/document/store.ts';
import { anyAction, exampleProject, type Action } from '../document/arbitrary.ts';
import {
  PatchedWorklet,
  PLAYED_FRAMES,
  WholeWorklet,
  Worklet,
  shownMix,
  type Fault,
  type Shown,
} from './mix-rig.ts';

const SEED = 20261128;

type Step =
  | { readonly kind: 'edit'; readonly action: Action; readonly fault: Fault }
  | { readonly kind: 'listen'; readonly listen: Listen }
  /** A track leaves the mix, or comes back. */
  | { readonly kind: 'track'; readonly trackId: string }
  | { readonly kind: 'render'; readonly quanta: number }
  | { readonly kind: 'seek'; readonly position: number };

const trackId = fc.constantFrom('track-1', 'track-2', 'track-3');
const steps = (faults: readonly Fault[]): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({
          kind: fc.constant('edit' as const),
          action: anyAction,
          fault: fc.constantFrom(...faults),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('listen' as const),
          listen: fc.oneof(
            fc.constantFrom<Listen>({ kind: 'mix' }, { kind: 'original' }),
            trackId.map((id): Listen => ({ kind: 'track', trackId: id })),
          ),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('track' as const), trackId }) },
      // Often shorter than the 20 ms of a fade, so that edits meet fades under way.
      {
        weight: 5,
        arbitrary: fc.record({
          kind: fc.constant('render' as const),
          quanta: fc.integer({ min: 1, max: 12 }),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('seek' as const),
          position: fc.nat({ max: PLAYED_FRAMES }),
        }),
      },
    ),
    { minLength: 10, maxLength: 60 },
  );

function act(store: DocumentStore, action: Action): void {
  if (action.kind === 'command') {
    const command = action.make(store.getSnapshot().document);
    if (command !== null) store.apply(command);
  } else if (action.kind === 'begin') store.begin('changeTrack');
  else store[action.kind]();
}

/** A session over the example project; `step` says what it shows afterwards. */
function session() {
  const document = exampleProject();
  const source = {
    stems: document.tracks.map(({ source: { stemId } }) => ({ audioId: stemId, channels: 2 })),
  };
  const store = createDocumentStore(document);
  let shown: Shown = { document, without: new Set(), listen: { kind: 'mix' } };
  const step = (next: Step): Shown => {
    if (next.kind === 'edit') {
      act(store, next.action);
      shown = { ...shown, document: store.getSnapshot().document };
    } else if (next.kind === 'listen') shown = { ...shown, listen: next.listen };
    else if (next.kind === 'track') {
      const without = new Set(shown.without);
      if (!without.delete(next.trackId)) without.add(next.trackId);
      shown = { ...shown, without };
    }
    return shown;
  };
  return { source, shown: () => shown, step };
}

/** What a worklet plays that was given nothing but the whole of what is shown at the end. */
function fresh(source: Parameters<typeof shownMix>[0], shown: Shown, position: number): Float32Array {
  const worklet = new Worklet(source.stems.length);
  worklet.receive({ type: 'settings', revision: 1, ...shownMix(source, shown) });
  return worklet.renderFrom(position, 60);
}

const isSame = (a: Float32Array, b: Float32Array): boolean => Buffer.compare(bytes(a), bytes(b)) === 0;
const bytes = (samples: Float32Array): Uint8Array => new Uint8Array(samples.buffer);

describe('a mix that is kept up to date by patches', () => {
  it('sounds bit for bit as one that is given whole at every change, while it plays and after a seek', () => {
    let heard = 0;
    fc.assert(
      fc.property(steps(['none']), fc.nat({ max: PLAYED_FRAMES - 20_000 }), (list, position) => {
        const { source, shown, step } = session();
        const patched = new PatchedWorklet(source, shown());
        const whole = new WholeWorklet(source, shown());
        const both = [patched.worklet, whole.worklet];
        for (const worklet of both) worklet.receive({ type: 'play', fade: true });
        for (const [index, next] of list.entries()) {
          if (next.kind === 'render') {
            const out = patched.worklet.render(next.quanta);
            expect(isSame(out, whole.worklet.render(next.quanta))).toBe(true);
            if (out.some((sample) => sample !== 0)) heard += 1;
          } else if (next.kind === 'seek') {
            for (const worklet of both)
              worklet.receive({ type: 'seek', position: next.position, generation: index + 2 });
          } else {
            const now = step(next);
            patched.show(now, 'none');
            whole.show(now);
          }
        }
        expect(patched.resyncs).toBe(0);
        expect(patched.messages.slice(1).every(({ type }) => type === 'patch')).toBe(true);
        const end = patched.worklet.renderFrom(position, 60);
        expect(isSame(end, fresh(source, shown(), position))).toBe(true);
      }),
      { seed: SEED, numRuns: 40 },
    );
    expect(heard).toBeGreaterThan(100);
  });

  it('notices a change that was lost, doubled or late, asks for the whole, and ends where it should', () => {
    let resyncs = 0;
    fc.assert(
      fc.property(steps(['none', 'none', 'lost', 'twice', 'late']), (list) => {
        const { source, shown, step } = session();
        const patched = new PatchedWorklet(source, shown());
        patched.worklet.receive({ type: 'play', fade: true });
        for (const next of list) {
          if (next.kind === 'render') patched.worklet.render(next.quanta);
          else if (next.kind !== 'seek') patched.show(step(next), next.kind === 'edit' ? next.fault : 'none');
        }
        // Nothing can be noticed before the next message.
        const final: Shown = { ...shown(), document: changed(shown().document) };
        patched.show(final, 'none');
        const end = patched.worklet.renderFrom(12_345, 60);
        expect(isSame(end, fresh(source, final, 12_345))).toBe(true);
        resyncs += patched.resyncs;
      }),
      { seed: SEED, numRuns: 40 },
    );
    expect(resyncs).toBeGreaterThan(20);
  });
});

it('a fader moves without configuring a strip again, a knob configures the one strip that it belongs to', () => {
  const { source, shown } = session();
  const { document } = shown();
  const patched = new PatchedWorklet(source, shown());
  const store = createDocumentStore(document);
  const configure = vi.spyOn(PlayingStrip.prototype, 'configure');
  const stripsFor = (command: Command): number => {
    configure.mockClear();
    store.apply(command);
    patched.show({ ...shown(), document: store.getSnapshot().document }, 'none');
    return configure.mock.calls.length;
  };
  try {
    expect(stripsFor({ type: 'setTrack', trackId: 'track-2', patch: { gainDb: -7 } })).toBe(0);
    expect(stripsFor({ type: 'setMasterGain', gainDb: -3 })).toBe(0);
    expect(stripsFor({ type: 'soloOnly', trackId: 'track-1' })).toBe(0);
    const knob = { trackId: 'track-2', entryId: 'equaliser', param: 'gain1', value: 4 };
    expect(stripsFor({ type: 'setParam', ...knob })).toBe(1);
    expect(stripsFor({ type: 'setPoint', trackId: 'track-3', target: 'pan', at: 9, value: 1 })).toBe(1);
  } finally {
    configure.mockRestore();
  }
});

/** Another master gain than any edit can have left. */
function changed(document: Shown['document']): Shown['document'] {
  const gainDb = document.master.gainDb === -1.5 ? -2.5 : -1.5;
  return { ...document, master: { ...document.master, gainDb } };
}
