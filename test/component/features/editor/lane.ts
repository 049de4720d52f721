import { userEvent } from 'vitest/browser';

/** A lane of one second, 500 pixels wide and 100 high: 88.2 samples a pixel. */
export const LANE = {
  view: { start: 0, framesPerPixel: 88.2 },
  extent: { frames: 44_100, width: 500 },
  height: 100,
  sampleRate: 44_100,
} as const;

export const LANE_STYLE = { position: 'relative', width: 500, height: 100, margin: 40 } as const;

type Place = readonly [x: number, y: number];

/** Presses the pointer at one place of an element, moves it to another and releases it. */
export async function dragIn(element: Element, [fromX, fromY]: Place, [toX, toY]: Place): Promise<void> {
  await userEvent.dragAndDrop(element, element, {
    sourcePosition: { x: fromX, y: fromY },
    targetPosition: { x: toX, y: toY },
  });
}

export async function clickIn(element: Element, [x, y]: Place): Promise<void> {
  await userEvent.click(element, { position: { x, y } });
}

export async function doubleClickIn(element: Element, [x, y]: Place): Promise<void> {
  await userEvent.dblClick(element, { position: { x, y } });
}
