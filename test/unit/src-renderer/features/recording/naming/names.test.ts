import { expect, it } from 'vitest';
import {
  asTheyAre,
  soundsOf,
  withName,
} from '../../../../../../src-renderer/features/recording/naming/names.ts';
import { StemSounds } from '../../../../../../src-shared/contract/stem-versions.ts';
import { newStemId } from '../../../../../../src-shared/project/ids.ts';
import { seeded } from '../../../../../support/random.ts';

const [a, b, c, d] = [newStemId(), newStemId(), newStemId(), newStemId()];
const all = [a, b, c, d];

it('a name that is taken changes places with the stem’s own', () => {
  const names = withName(withName(asTheyAre(all), a, b), b, c);
  expect([...names]).toEqual([
    [a, b],
    [b, c],
    [c, a],
    [d, d],
  ]);
  // Whose name a stem gets takes its sound.
  expect(soundsOf(names)).toEqual([
    { stem: b, sound: a },
    { stem: c, sound: b },
    { stem: a, sound: c },
  ]);
});

it('nothing changes until a stem gets another name', () => {
  expect(soundsOf(asTheyAre(all))).toEqual([]);
  expect(soundsOf(withName(asTheyAre(all), a, a))).toEqual([]);
  expect(soundsOf(withName(withName(asTheyAre(all), a, b), a, a))).toEqual([]);
});

it.each([1, 2, 3])('whatever is chosen, the host takes it (seed %i)', (seed) => {
  const random = seeded(seed);
  const any = () => all[Math.floor(random() * all.length)] ?? a;
  let names = asTheyAre(all);
  for (let turn = 0; turn < 40; turn += 1) {
    names = withName(names, any(), any());
    const sounds = soundsOf(names);
    expect(sounds.length === 0 || StemSounds.safeParse(sounds).success).toBe(true);
  }
});
