import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { around, takeBoxes } from '../../../../../src-main/notes/engrave/boxes.ts';
import { engrave } from '../../../../../src-main/notes/engrave/engrave.ts';
import { notesToMidi } from '../../../../../src-main/notes/write-midi.ts';
import { ensembleOf } from '../../../../../src-shared/project/players.ts';
import { composed, musicXmlOf } from '../../../../support/played-score.ts';

const FIXTURES = join(import.meta.dirname, '../../../../fixtures/scores');
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

describe('an engraved score', () => {
  it('has each printed bar and note where it is, and when the note sounds in its bar', async () => {
    const { pages, pageOf, engraved } = await engrave(readFileSync(join(FIXTURES, 'trio.musicxml')), 0, 12);
    expect([pages, pageOf, engraved.length]).toEqual([1, [0, 0, 0, 0], 1]);
    const { bars, notes } = engraved[0]!;
    expect(bars.map(({ notated }) => notated)).toEqual([0, 1, 2, 3]);
    const edges = bars.map(({ box: [left, , width] }) => [left, left + width] as const);
    for (const [index, [left]] of edges.entries()) {
      if (index > 0) expect(left).toBeCloseTo(edges[index - 1]![1], 2);
    }
    // The tied notes of the third bar are lit in it, whatever their sound began with.
    expect(
      notes
        .filter(({ notated }) => notated === 2)
        .map(({ part, from, to }) => `${part}: ${from}-${to}`)
        .sort(),
    ).toEqual(['0: 0-2', '0: 2-4', '1: 0-4', '2: 0-4']);
    for (const { notated, box } of notes) {
      const [left, right] = edges[notated]!;
      expect(box[0]).toBeGreaterThanOrEqual(left);
      expect(box[0] + box[2]).toBeLessThanOrEqual(right);
      expect(box[1]).toBeGreaterThan(0);
      expect(box[1] + box[3]).toBeLessThan(1);
    }
  });

  it('leaves out the staff of a drum when it counts the parts', async () => {
    const { engraved } = await engrave(readFileSync(join(FIXTURES, 'with-drum.musicxml')), 0, 1);
    expect(new Set(engraved[0]?.notes.map(({ part }) => part))).toEqual(new Set([0]));
  });

  it('of sixty bars is drawn page by page, alike however many are asked for', async () => {
    const score = text(musicXmlOf(composed(60, 1), 60, 0));
    const all = await engrave(score, 0, 100);
    expect(all.pages).toBeGreaterThan(1);
    expect(all.engraved).toHaveLength(all.pages);
    const bars = all.engraved.flatMap((page, index) => page.bars.map(({ notated }) => [notated, index]));
    expect(bars).toEqual(all.pageOf.map((page, bar) => [bar, page]));
    const [second] = (await engrave(score, 1, 1)).engraved;
    expect(second?.notes).toEqual(all.engraved[1]?.notes);
    expect((await engrave(score, all.pages, 5)).engraved).toEqual([]);
  });

  it('is written from a MIDI file, a staff a part', async () => {
    const players = ensembleOf(['violin', 'cello']);
    const notes = players.flatMap(({ id }, part) =>
      Array.from({ length: 8 }, (_, n) => ({
        ...{ id: `${id}-${n}`, player: id, origin: 'drawn' as const, confidence: 1 },
        ...{ onset: n * 500, offset: n * 500 + 480, pitch: part === 0 ? 72 : 48 },
      })),
    );
    const midi = notesToMidi({
      ...{ format: 'divisi-notes', version: 1, recordingSha256: null },
      ...{ sampleRate: 1000, frames: 4000, players, notes },
    });
    const { engraved } = await engrave(midi, 0, 1);
    expect(engraved[0]?.bars).toHaveLength(2);
    expect(engraved[0]?.notes.map(({ part }) => part).sort()).toEqual([
      ...Array(8).fill(0),
      ...Array(8).fill(1),
    ]);
  });

  it('shows what a file names as text: no element of it runs or loads anything', async () => {
    const score = musicXmlOf(composed(4, 1), 4, 0).replace(
      '<part-name>Violin</part-name>',
      '<part-name>&lt;script&gt;alert(1)&lt;/script&gt;&lt;image href="http://example.org/x.png"/&gt;</part-name>',
    );
    const svg = (await engrave(text(score), 0, 1)).engraved[0]?.svg ?? '';
    expect(svg).toContain('&lt;script');
    expect(svg).not.toMatch(/<(script|image|foreignObject|iframe|a)\b|\son\w+=|@import|url\(/i);
    // The only addresses are the picture's own symbols.
    expect([...svg.matchAll(/<[^>]*href="([^"]*)"/g)].every(([, to]) => to?.startsWith('#') === true)).toBe(
      true,
    );
  });
});

it('boxes are taken out of the picture as shares of the page', () => {
  const drawn = `<svg viewBox="0 0 100 50"><svg class="definition-scale" color="black" viewBox="0 0 2000 1000">
<g class="page-margin" transform="translate(100, 50)"><g id="n1" class="note">
<g id="bbox-n1" class="note bounding-box">
  <rect x="300" y="150" height="100" width="200" fill="transparent" stroke-width="0" />
</g>
<g id="bbox-m" class="measure bounding-box" />
<path/></g></g></svg></svg>`;
  const { svg, width, height, boxes } = takeBoxes(drawn);
  expect([width, height, [...boxes]]).toEqual([100, 50, [['n1', [0.2, 0.2, 0.1, 0.1]]]]);
  expect(svg).not.toContain('bbox');
  expect(svg).toContain('<path/>');
  expect(() => takeBoxes('<svg/>')).toThrow('engraved page');
});

it('the box around boxes', () => {
  expect(around([])).toBeNull();
  expect(
    around([
      [0.1, 0.2, 0.1, 0.1],
      [0.3, 0.1, 0.1, 0.5],
    ]),
  ).toEqual([0.1, 0.1, 0.3, 0.5]);
});
