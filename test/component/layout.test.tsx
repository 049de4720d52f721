import { afterEach, expect, test } from 'vitest';
import { findFaults } from '../e2e/layout.ts';

afterEach(() => document.body.replaceChildren());

const faultsOf = (html: string): string[] => {
  document.body.innerHTML = html;
  return findFaults();
};

test('a page that is right has no faults', () => {
  expect(
    faultsOf(`
    <main style="height: 100px; overflow: auto"><button>Play</button><p style="height: 400px"></p><button>Below</button></main>
    <button style="position: absolute; width: 1px; height: 1px; padding: 0; border: 0; overflow: hidden">For screen readers</button>`),
  ).toEqual([]);
});

test.each([
  ['scrolls sideways', '<main style="overflow: auto"><p style="width: 3000px">wide</p></main>'],
  ['cut off', '<div style="width: 40px; overflow: hidden"><button style="width: 80px">Play</button></div>'],
  ['outside the window', '<button style="position: fixed; left: -30px; width: 60px">Play</button>'],
  [
    'too long for its button',
    '<button style="width: 40px; overflow: hidden; white-space: nowrap">Separate again</button>',
  ],
  [
    'covered',
    '<button style="width: 80px; height: 30px">Play</button><div style="position: absolute; inset: 0; height: 90px"></div>',
  ],
])('%s', (fault, html) => {
  expect(faultsOf(html).join()).toContain(fault);
});
