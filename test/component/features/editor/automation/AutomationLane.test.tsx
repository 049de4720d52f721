import { beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { createDocumentStore, type DocumentStore } from '../../../../../src-renderer/document/store.ts';
import { AutomationLane } from '../../../../../src-renderer/features/editor/automation/AutomationLane.tsx';
import { trackSubject } from '../../../../../src-renderer/features/editor/automation/subjects.ts';
import { useDocumentState } from '../../../../../src-renderer/features/editor/use-store.ts';
import { pointsFor } from '../../../../../src-shared/mixing/targets.ts';
import { exampleProject } from '../../../../support/project.ts';
import '../../../styles.ts';
import '../../../../../src-renderer/features/editor/editor.css';
import '../../../../../src-renderer/features/editor/tracks.css';
import { clickIn, doubleClickIn, dragIn, LANE, LANE_STYLE } from '../lane.ts';

let store: DocumentStore;
const tracks = () => store.getSnapshot().document.tracks;
const points = () => pointsFor(tracks()[0]?.automation ?? [], 'gainDb') ?? [];
const pixels = (): number[] => points().map(({ at }) => Math.round(at / LANE.view.framesPerPixel));

function Lane() {
  const [track] = useDocumentState(store).document.tracks;
  if (track === undefined) return null;
  return (
    <div style={LANE_STYLE} data-testid="lane">
      <AutomationLane subject={trackSubject(track, 'gainDb')} {...LANE} store={store} />
    </div>
  );
}

const lane = (): Element => page.getByTestId('lane').element();
/** Where 0 dB lies, at which the line is until it has points. */
const lineY = (): number => {
  const corners = document.querySelector('.automation-line')?.getAttribute('points') ?? '';
  return Number(/,([\d.]+)/.exec(corners)?.[1]);
};

beforeEach(() => {
  store = createDocumentStore(exampleProject());
});

it('a click on the line adds a point, and a drag moves it in time and level, each in one undo step', async () => {
  await render(<Lane />);
  await expect.element(page.getByRole('group', { name: 'Gain automation of Viola, 0 points' })).toBeVisible();
  const line = lineY();
  await clickIn(lane(), [100, line]);
  await expect.poll(pixels).toEqual([100]);
  expect(Math.abs(points()[0]?.value ?? NaN)).toBeLessThan(1);

  await clickIn(lane(), [300, line]);
  await expect.poll(pixels).toEqual([100, 300]);
  await dragIn(lane(), [100, line], [160, 70]);
  await expect.poll(pixels).toEqual([160, 300]);
  expect(points()[0]?.value).toBeLessThan(-10);

  store.undo();
  expect(pixels()).toEqual([100, 300]);
  store.undo();
  store.undo();
  expect(points()).toEqual([]);
});

it('a dragged point stops at its neighbours, so that none is lost', async () => {
  await render(<Lane />);
  const line = lineY();
  await clickIn(lane(), [100, line]);
  await clickIn(lane(), [200, line]);
  await expect.poll(pixels).toEqual([100, 200]);
  await dragIn(lane(), [100, line], [400, line]);
  await expect.poll(() => points()[0]?.at).toBe((points()[1]?.at ?? 0) - 1);
  expect(points()).toHaveLength(2);
});

it('a double click beside the line adds a point there, one on a point deletes it, and so does the key', async () => {
  await render(<Lane />);
  const line = lineY();
  await doubleClickIn(lane(), [250, 80]);
  await expect.poll(pixels).toEqual([250]);
  expect(points()[0]?.value).toBeLessThan(-10);
  expect(line).toBeLessThan(80);

  await doubleClickIn(page.getByRole('slider', { name: /^Point at/ }).element(), [5, 5]);
  await expect.poll(points).toEqual([]);
  await clickIn(lane(), [50, line]);
  const point = page.getByRole('slider', { name: /^Point at/ });
  await expect.element(point).toBeVisible();
  (point.element() as SVGElement).focus();
  await userEvent.keyboard('{ArrowUp}');
  await expect.element(point).toHaveAttribute('aria-valuenow', String(points()[0]?.value));
  expect(points()[0]?.value).toBeGreaterThan(0.5);
  await userEvent.keyboard('{Delete}');
  await expect.element(point).not.toBeInTheDocument();
  expect(points()).toEqual([]);
});
