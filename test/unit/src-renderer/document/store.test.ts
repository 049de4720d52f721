import { eventually } from '../../../support/until.ts';
import { describe, expect, it, vi } from 'vitest';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { applyCommand, labelOf, type Command } from '../../../../src-renderer/document/commands.ts';
import { MOST_STEPS, REPEAT_MS } from '../../../../src-renderer/document/history.ts';
import { createDocumentStore } from '../../../../src-renderer/document/store.ts';
import { exampleProject, FRAMES } from './arbitrary.ts';

const gain = (gainDb: number): Command => ({ type: 'setTrack', trackId: 'track-1', patch: { gainDb } });
const trackIn = (document: ProjectDocument, id: string) => {
  const track = document.tracks.find((candidate) => candidate.id === id);
  if (track === undefined) throw new Error(`no ${id}`);
  return track;
};
const after = (...commands: Command[]): ProjectDocument => commands.reduce(applyCommand, exampleProject());

describe('undo', () => {
  it('takes back one command at a time and names it', () => {
    const store = createDocumentStore(exampleProject());
    expect(store.getSnapshot()).toMatchObject({ canUndo: false, canRedo: false, undoLabel: null });
    store.apply(gain(-3));
    store.apply({ type: 'setTrack', trackId: 'track-2', patch: { muted: true } });
    expect(store.getSnapshot()).toMatchObject({ undoLabel: 'mute', redoLabel: null });
    store.undo();
    expect(store.getSnapshot()).toMatchObject({ undoLabel: 'changeGain', redoLabel: 'mute' });
    expect(trackIn(store.getSnapshot().document, 'track-2').muted).toBe(false);
    expect(trackIn(store.getSnapshot().document, 'track-1').gainDb).toBe(-3);
    store.redo();
    expect(trackIn(store.getSnapshot().document, 'track-2').muted).toBe(true);
  });

  it('presses of a key on one control are one step, until it rests or another control is used', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const store = createDocumentStore(exampleProject());
      const press = (control: string, command: Command): void => {
        store.begin('changeGain', control);
        store.apply(command);
        store.end();
        vi.advanceTimersByTime(REPEAT_MS / 2);
      };
      const values: number[] = [];
      for (const gainDb of [-1, -2, -3]) press('fader', gain(gainDb));
      press('other fader', gain(-4));
      press('fader', gain(-5));
      vi.advanceTimersByTime(REPEAT_MS);
      press('fader', gain(-6));
      // Pressing back to where the step began takes the step away.
      press('fader', gain(-5));
      while (store.getSnapshot().canUndo) {
        values.push(trackIn(store.getSnapshot().document, 'track-1').gainDb);
        store.undo();
      }
      expect(values).toEqual([-5, -4, -3]);
      store.redo();
      expect(trackIn(store.getSnapshot().document, 'track-1').gainDb).toBe(-3);
    } finally {
      vi.useRealTimers();
    }
  });

  it('a step outside the document takes its place among the commands, and runs its effects', () => {
    const store = createDocumentStore(exampleProject());
    const [undo, redo] = [vi.fn(() => Promise.resolve(true)), vi.fn(() => Promise.resolve(true))];
    store.apply(gain(-3));
    store.recordEffect('editStems', { undo, redo });
    store.apply(gain(-4));
    store.undo();
    expect(store.getSnapshot()).toMatchObject({ undoLabel: 'editStems', redoLabel: 'changeGain' });
    expect(undo).not.toHaveBeenCalled();
    store.undo();
    expect(undo).toHaveBeenCalledOnce();
    expect(trackIn(store.getSnapshot().document, 'track-1').gainDb).toBe(-3);
    store.undo();
    expect(store.getSnapshot()).toMatchObject({ canUndo: false, redoLabel: 'changeGain' });
    store.redo();
    store.redo();
    expect(redo).toHaveBeenCalledOnce();
    store.redo();
    expect(trackIn(store.getSnapshot().document, 'track-1').gainDb).toBe(-4);
    expect(undo).toHaveBeenCalledOnce();
  });

  it('steps whose undo is refused stay, in their order, beside what was edited meanwhile', async () => {
    const store = createDocumentStore(exampleProject());
    const log: string[] = [];
    const effect = (name: string, allowed: () => boolean) => {
      const answer = (verb: string) => () => {
        log.push(`${verb} ${name}`);
        return Promise.resolve(allowed());
      };
      return { undo: answer('undo'), redo: answer('redo') };
    };
    let busy = true;
    store.recordEffect(
      'editStems',
      effect('first', () => !busy),
    );
    store.apply(gain(-3));
    store.recordEffect(
      'editStems',
      effect('second', () => !busy),
    );
    for (let count = 0; count < 3; count++) store.undo();
    store.apply(gain(-5));
    await eventually(() => expect(store.getSnapshot().undoLabel).toBe('editStems'));
    busy = false;
    for (let count = 0; count < 3; count++) store.undo();
    expect(log).toEqual(['undo second', 'undo first', 'undo second', 'undo first']);
    expect(store.getSnapshot()).toMatchObject({ canUndo: false, redoLabel: 'changeGain' });
    busy = true;
    for (let count = 0; count < 3; count++) store.redo();
    await eventually(() => expect(store.getSnapshot()).toMatchObject({ undoLabel: 'changeGain' }));
    expect(trackIn(store.getSnapshot().document, 'track-1').gainDb).toBe(-5);
    busy = false;
    for (let count = 0; count < 2; count++) store.redo();
    expect(log.slice(4)).toEqual(['redo first', 'redo second', 'redo first', 'redo second']);
    expect(store.getSnapshot()).toMatchObject({ canRedo: false, undoLabel: 'editStems' });
  });

  it('an edit after undo forgets what was undone', () => {
    const store = createDocumentStore(exampleProject());
    store.apply(gain(-3));
    store.undo();
    store.apply(gain(-4));
    expect(store.getSnapshot().canRedo).toBe(false);
  });

  it('a drag is one step; one that ends where it began is none; a cancelled one is undone', () => {
    const store = createDocumentStore(exampleProject());
    const first = store.getSnapshot().document;
    store.begin('changeGain');
    store.apply(gain(-1));
    store.apply(gain(-2));
    store.end();
    expect(store.getSnapshot().undoLabel).toBe('changeGain');
    store.undo();
    expect(store.getSnapshot().document).toBe(first);

    store.begin('changeGain');
    store.apply(gain(-5));
    store.apply(gain(0));
    store.end();
    expect(store.getSnapshot()).toMatchObject({ canUndo: false, canRedo: true });
    expect(store.getSnapshot().document).toBe(first);

    store.begin('changeGain');
    store.apply(gain(-5));
    store.cancel();
    expect(store.getSnapshot().document).toBe(first);
  });

  it('undo during a drag ends the drag and takes it back', () => {
    const store = createDocumentStore(exampleProject());
    const first = store.getSnapshot().document;
    store.begin('changeGain');
    store.apply(gain(-5));
    expect(store.getSnapshot().canUndo).toBe(true);
    store.undo();
    expect(store.getSnapshot().document).toBe(first);
    store.end();
    expect(store.getSnapshot()).toMatchObject({ canUndo: false, canRedo: true });
  });

  it('a second drag ends the first', () => {
    const store = createDocumentStore(exampleProject());
    store.begin('changeGain');
    store.apply(gain(-5));
    store.begin('changePan');
    store.apply({ type: 'setMasterGain', gainDb: -6 });
    store.end();
    store.undo();
    expect(store.getSnapshot()).toMatchObject({ undoLabel: 'changeGain', redoLabel: 'changePan' });
  });
});

describe('the store', () => {
  it('tells listeners of changes only, and keeps snapshots identical between them', () => {
    const store = createDocumentStore(exampleProject());
    const listener = vi.fn();
    const stop = store.subscribe(listener);
    const snapshot = store.getSnapshot();
    store.apply(gain(0));
    store.undo();
    store.begin('changeTrack');
    store.end();
    expect(listener).not.toHaveBeenCalled();
    expect(store.getSnapshot()).toBe(snapshot);
    store.apply(gain(1));
    expect(listener).toHaveBeenCalledTimes(1);
    expect(store.getSnapshot()).toBe(store.getSnapshot());
    stop();
    store.apply(gain(2));
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('shares what did not change', () => {
    const before = exampleProject();
    const next = applyCommand(before, gain(-3));
    expect(next.tracks[1]).toBe(before.tracks[1]);
    expect(next.tracks[0]?.strip).toBe(before.tracks[0]?.strip);
  });

  it('a command that fails leaves everything as it was', () => {
    const store = createDocumentStore(exampleProject());
    const snapshot = store.getSnapshot();
    expect(() => store.apply({ type: 'setTrack', trackId: 'nobody', patch: { pan: 1 } })).toThrow(
      /no track nobody/,
    );
    expect(store.getSnapshot()).toBe(snapshot);
  });
});

describe('commands', () => {
  it('hold numbers within their ranges', () => {
    const track = trackIn(
      after(gain(-500), {
        type: 'setTrack',
        trackId: 'track-1',
        patch: { pan: 3, name: '  Violin  ', colour: 99 },
      }),
      'track-1',
    );
    expect(track).toMatchObject({ gainDb: -120, pan: 1, name: 'Violin', colour: 15 });
    expect(after({ type: 'setMasterGain', gainDb: 99 }).master.gainDb).toBe(24);
    const set = after({
      type: 'setParam',
      trackId: 'track-1',
      entryId: 'equaliser',
      param: 'gain1',
      value: -99,
    });
    expect(trackIn(set, 'track-1').strip[1]?.params['gain1']).toBe(-18);
  });

  it.each<[string, Command]>([
    ['track', { type: 'resetTrack', trackId: 'x' }],
    ['track', { type: 'soloOnly', trackId: 'x' }],
    ['processor', { type: 'setBypass', trackId: 'track-1', entryId: 'x', bypassed: true }],
    ['parameter', { type: 'setParam', trackId: 'track-1', entryId: 'equaliser', param: 'x', value: 0 }],
    ['processor', { type: 'addEntry', trackId: 'track-1', processor: 'x', index: 0 }],
    ['place', { type: 'moveEntry', trackId: 'track-1', entryId: 'equaliser', index: 3 }],
    ['place', { type: 'moveTrack', trackId: 'track-1', index: -1 }],
    [
      'parameter',
      { type: 'setLane', trackId: 'track-1', target: 'equaliser.x', points: [{ at: 0, value: 0 }] },
    ],
    ['processor', { type: 'setLane', trackId: 'track-1', target: 'x', points: [{ at: 0, value: 0 }] }],
    ['point', { type: 'removePoint', trackId: 'track-1', target: 'pan', at: 5 }],
    ['sample', { type: 'setPoint', trackId: 'track-1', target: 'pan', at: FRAMES + 1, value: 0 }],
    ['finite', { type: 'setMasterGain', gainDb: Number.NaN }],
    ['empty', { type: 'setTrack', trackId: 'track-1', patch: { name: '  ' } }],
    ['loop', { type: 'setLoop', loop: { start: 10, end: 10 }, loopEnabled: true }],
    ['loop', { type: 'setLoop', loop: { start: 0, end: FRAMES + 1 }, loopEnabled: true }],
  ])('refuse what does not exist: %s', (message, command) => {
    expect(() => after(command)).toThrow(new RegExp(message));
  });

  it('solo alone, and back', () => {
    const alone = after(
      { type: 'setTrack', trackId: 'track-1', patch: { soloed: true } },
      { type: 'soloOnly', trackId: 'track-2' },
    );
    expect(alone.tracks.map((track) => track.soloed)).toEqual([false, true, false]);
    const none = applyCommand(alone, { type: 'soloOnly', trackId: 'track-2' });
    expect(none.tracks.some((track) => track.soloed)).toBe(false);
  });

  it('move tracks and processors', () => {
    const document = after(
      { type: 'moveTrack', trackId: 'track-1', index: 2 },
      { type: 'moveEntry', trackId: 'track-3', entryId: 'compressor', index: 0 },
    );
    expect(document.tracks.map((track) => track.id)).toEqual(['track-2', 'track-3', 'track-1']);
    expect(trackIn(document, 'track-3').strip.map((entry) => entry.id)).toEqual([
      'compressor',
      'high-pass',
      'equaliser',
    ]);
  });

  it('a removed processor takes its automation with it; a new one gets an id of its own', () => {
    const lane = { type: 'setLane', trackId: 'track-1', points: [{ at: 5, value: 3 }] } as const;
    const document = after(
      { ...lane, target: 'equaliser.gain1' },
      { ...lane, target: 'gainDb' },
      { type: 'addEntry', trackId: 'track-1', processor: 'equaliser', index: 0 },
      { type: 'removeEntry', trackId: 'track-1', entryId: 'equaliser' },
    );
    const track = trackIn(document, 'track-1');
    expect(track.strip.map((entry) => entry.id)).toEqual(['equaliser-2', 'high-pass', 'compressor']);
    expect(track.automation.map((l) => l.target)).toEqual(['gainDb']);
  });

  it('points are added, replaced, moved and removed in order', () => {
    const set = (at: number, value: number, from?: number): Command => ({
      type: 'setPoint',
      trackId: 'track-1',
      target: 'gainDb',
      at,
      value,
      ...(from === undefined ? {} : { from }),
    });
    const points = (document: ProjectDocument) => trackIn(document, 'track-1').automation[0]?.points;
    const three = after(set(100, -3), set(0, 0), set(50, -1), set(50, -2));
    expect(points(three)).toEqual([
      { at: 0, value: 0 },
      { at: 50, value: -2 },
      { at: 100, value: -3 },
    ]);
    expect(points(applyCommand(three, set(200, 1, 0)))?.map((point) => point.at)).toEqual([50, 100, 200]);
    const gone = [0, 50, 100].reduce<ProjectDocument>(
      (document, at) =>
        applyCommand(document, { type: 'removePoint', trackId: 'track-1', target: 'gainDb', at }),
      three,
    );
    expect(trackIn(gone, 'track-1').automation).toEqual([]);
  });

  it('reset brings back a new track’s sound and keeps its name', () => {
    const before = exampleProject();
    const document = [
      gain(-9),
      { type: 'setTrack', trackId: 'track-1', patch: { name: 'Solo', soloed: true } },
      { type: 'removeEntry', trackId: 'track-1', entryId: 'equaliser' },
      { type: 'resetTrack', trackId: 'track-1' },
    ].reduce<ProjectDocument>((d, command) => applyCommand(d, command as Command), before);
    expect(trackIn(document, 'track-1')).toEqual({ ...trackIn(before, 'track-1'), name: 'Solo' });
  });

  it('the loop is switched off where there is none', () => {
    const loop = { start: 10, end: 20 };
    expect(after({ type: 'setLoop', loop, loopEnabled: true })).toMatchObject({ loop, loopEnabled: true });
    expect(after({ type: 'setLoop', loop: null, loopEnabled: true })).toMatchObject({
      loop: null,
      loopEnabled: false,
    });
  });

  it('every command has a label', () => {
    expect(labelOf({ type: 'setTrack', trackId: 'a', patch: { pan: 0, gainDb: 0 } })).toBe('changeTrack');
    expect(labelOf({ type: 'setBypass', trackId: 'a', entryId: 'b', bypassed: false })).toBe(
      'enableProcessor',
    );
    expect(labelOf({ type: 'setLane', trackId: 'a', target: 'pan', points: null })).toBe('removeAutomation');
  });
});

describe('a long session', () => {
  it('forgets the oldest steps', () => {
    const store = createDocumentStore(exampleProject());
    for (let step = 1; step <= MOST_STEPS + 5; step += 1) store.apply(gain(-step / 100));
    let undone = 0;
    for (; store.getSnapshot().canUndo; undone += 1) store.undo();
    expect(undone).toBe(MOST_STEPS);
    expect(trackIn(store.getSnapshot().document, 'track-1').gainDb).toBeCloseTo(-0.05, 9);
  });
});
