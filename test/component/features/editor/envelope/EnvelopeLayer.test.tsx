import { beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { createDocumentStore, type DocumentStore } from '../../../../../src-renderer/document/store.ts';
import { Observable } from '../../../../../src-renderer/engine/observable.ts';
import { EnvelopeLayer } from '../../../../../src-renderer/features/editor/envelope/EnvelopeLayer.tsx';
import { yOfGain } from '../../../../../src-renderer/features/editor/envelope/envelope-lines.ts';
import type { GainChoice } from '../../../../../src-renderer/features/editor/envelope/gain-choice.ts';
import { useDocumentState } from '../../../../../src-renderer/features/editor/use-store.ts';
import type { GainRegion } from '../../../../../src-shared/project/envelope.ts';
import { exampleProject } from '../../../../support/project.ts';
import '../../../styles.ts';
import '../../../../../src-renderer/features/editor/editor.css';
import '../../../../../src-renderer/features/editor/tracks.css';
import { clickIn, dragIn, LANE, LANE_STYLE } from '../lane.ts';

const { framesPerPixel } = LANE.view;
const frame = (pixel: number): number => Math.round(pixel * framesPerPixel);
const fade = (pixels: number): GainRegion['fadeIn'] => ({ frames: frame(pixels), shape: 'raisedCosine' });
const region = (id: string, from: number, to: number): GainRegion => ({
  ...{ id, start: frame(from), end: frame(to), gainDb: -6, fadeIn: fade(20), fadeOut: fade(20) },
});

let store: DocumentStore;
const choice = new Observable<GainChoice | null>(null);
const track = () => {
  const [first] = store.getSnapshot().document.tracks;
  if (first === undefined) throw new Error('there is a track');
  return first;
};
const held = (id: string): GainRegion => {
  const found = track().envelope?.regions.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no region ${id}`);
  return found;
};

function Lane() {
  const { document } = useDocumentState(store);
  const [first] = document.tracks;
  if (first === undefined) return null;
  return (
    <div style={LANE_STYLE} data-testid="lane">
      <EnvelopeLayer track={first} selected {...LANE} store={store} choice={choice} />
    </div>
  );
}

const lane = (): Element => page.getByTestId('lane').element();
/** Where the line of -6 dB lies. */
const LINE = yOfGain(-6, LANE.height);
const nearby = (at: number): unknown => expect.closeTo(at, -2.5);

beforeEach(() => {
  choice.set(null);
  store = createDocumentStore(exampleProject());
  for (const each of [region('a', 100, 200), region('b', 300, 400)]) {
    store.apply({ type: 'putGainRegion', trackId: track().id, region: each });
  }
});

it('a drag of an edge moves it, stops at the neighbour, and is one undo step', async () => {
  await render(<Lane />);
  const before = held('a');
  await dragIn(lane(), [200, 90], [250, 60]);
  await expect.poll(() => held('a').end).toEqual(nearby(frame(250)));
  expect(held('a')).toEqual({ ...before, end: held('a').end });
  expect(choice.getSnapshot()).toMatchObject({ regionId: 'a' });

  await dragIn(lane(), [300, 90], [150, 90]);
  await expect.poll(() => held('b').start).toBe(held('a').end);
  store.undo();
  expect(held('b').start).toBe(frame(300));
  store.undo();
  expect(held('a')).toEqual(before);
});

it('a drag of the line changes the gain, and a press alone only chooses the region', async () => {
  await render(<Lane />);
  const steps = store.getSnapshot();
  await clickIn(lane(), [150, LINE]);
  await expect.poll(() => choice.getSnapshot()).toMatchObject({ regionId: 'a' });
  expect(store.getSnapshot()).toBe(steps);

  await dragIn(lane(), [150, LINE], [150, yOfGain(-20, LANE.height)]);
  await expect.poll(() => held('a').gainDb).toBeLessThan(-17);
  expect(held('a').gainDb).toBeGreaterThan(-23);
  expect(held('a').start).toBe(frame(100));
  await expect
    .element(page.getByRole('slider', { name: /^Gain from 0:00\.20/ }))
    .toHaveAttribute('aria-valuenow', String(held('a').gainDb));
});

it('the fades of the chosen region are dragged by their handles, and never cross', async () => {
  choice.set({ trackId: track().id, regionId: 'a' });
  await render(<Lane />);
  await dragIn(lane(), [120, LINE], [160, LINE]);
  await expect.poll(() => held('a').fadeIn.frames).toEqual(nearby(frame(60)));
  await dragIn(lane(), [180, LINE], [110, LINE]);
  await expect.poll(() => held('a').fadeOut.frames).toBe(frame(200) - frame(100) - held('a').fadeIn.frames);
  expect(held('a')).toMatchObject({ start: frame(100), end: frame(200), gainDb: -6 });
});

it('the ends of the track are faded by the handles in its corners', async () => {
  await render(<Lane />);
  const fades = () => track().envelope;
  await dragIn(lane(), [8, 35], [88, 35]);
  await expect.poll(() => fades()?.fadeIn?.end ?? 0).toEqual(nearby(frame(80)));
  await dragIn(lane(), [492, 35], [442, 35]);
  await expect.poll(() => fades()?.fadeOut?.start ?? 0).toEqual(nearby(44_100 - frame(50)));
  store.undo();
  store.undo();
  expect(fades()).toMatchObject({ fadeIn: null, fadeOut: null });
});
