import { describe, expect, test } from 'vitest';
import { matchSounds } from '../../../../src-main/app/studies/match-sounds.ts';
import { plainText } from '../../../../src-main/studies/plain-text.ts';
import { readWebMushra } from '../../../../src-main/studies/webmushra.ts';
import { failureOf } from '../../../support/failure.ts';

const head = 'testname: Codecs\npages:\n';
const page = (type: string, name: string) => `
  - type: ${type}
    id: ${name}
    name: ${name}
    reference: a/ref.wav
    stimuli: { C1: a/one.wav, C2: a/two.wav }`;

const problem = (yaml: string): string => {
  const { code, message } = failureOf(() => readWebMushra(yaml));
  expect(code).toBe('study/invalid');
  return message;
};

describe("webMUSHRA's configuration", () => {
  test('takes only the pages of trials for trials, whatever else other pages have', () => {
    const study = readWebMushra(`${head}${page('volume', 'v')}${page('mushra', 'one')}`);
    expect([study.kind, study.trials.map(({ name }) => name)]).toEqual(['mushra', ['one']]);
    expect(problem(`${head}${page('volume', 'v')}`)).toBe(
      'The configuration has no page with sounds to rate',
    );
  });

  test('becomes a study: pages, random groups, anchors, texts, questions', () => {
    const study = readWebMushra(`${head}
  - { type: generic, id: hi, name: Welcome, content: "Rate <b>all</b>.<br/>Take your time &amp; rest." }
  - { type: volume, id: v, name: Volume, content: x, stimulus: a/ref.wav, defaultVolume: 0.5 }
  -
      - random
      - type: mushra
        id: t1
        name: First
        enableLooping: true
        createAnchor35: true
        strict: false
        reference: a/ref.wav
        stimuli: { C1: a/one.wav }
  - type: finish
    name: Thanks
    content: x
    questionnaire:
      - { type: text, label: Age, name: age, optional: true }
      - { type: likert, label: Device, name: d, response: [{ value: a, label: Phones }, { value: b, label: Speakers }] }`);
    expect(study).toMatchObject({
      name: 'Codecs',
      kind: 'mushra',
      instructions: 'Rate all.\nTake your time & rest.',
      trials: [{ name: 'First', reference: 'a/ref.wav', stimuli: { C1: 'a/one.wav' } }],
      anchors: { low35: true, mid70: false },
      loop: true,
      requireHundred: false,
      shuffleTrials: true,
      questions: [
        { kind: 'text', text: 'Age', isRequired: false },
        { kind: 'choice', text: 'Device', isRequired: true, options: ['Phones', 'Speakers'] },
      ],
    });
    expect(study.notes).toHaveLength(1);
  });

  test('may compare pairs, or hide X', () => {
    expect(readWebMushra(head + page('paired_comparison', 'p'))).toMatchObject({
      kind: 'paired',
      allowTie: false,
    });
    expect(readWebMushra(head + page('abx', 'x'))).toMatchObject({ kind: 'abx', repetitions: 8 });
  });

  test('that is wrong is refused with the place and the reason', () => {
    expect(problem('testname: [')).toMatch(/not valid YAML in line 1/);
    expect(problem(`${head}  - type: generic\n   bad: indent`)).toMatch(/not valid YAML in line \d/);
    expect(problem('pages: []')).toMatch(/testname/);
    expect(problem(`${head}  - { type: spatial, name: Room }`)).toMatch(/"Room" is of the type "spatial"/);
    expect(problem(`${head}  - { type: mushra, name: One, stimuli: {} }`)).toMatch(
      /"One" can’t be read: "reference" is missing/,
    );
    expect(problem(head + page('mushra', 'm') + page('abx', 'x'))).toMatch(
      /one kind of page, but "x" is abx/,
    );
    expect(problem(`${head}  - { type: generic, id: a, name: b, content: c }`)).toMatch(
      /no page with sounds/,
    );
  });

  test('can not grow without bounds through aliases', () => {
    const levels = Array.from(
      { length: 9 },
      (_, n) =>
        `l${n}: &l${n} [${Array.from({ length: 9 }, () => (n === 0 ? 'x' : `*l${n - 1}`)).join(', ')}]`,
    );
    expect(problem(`testname: bomb\n${levels.join('\n')}\npages: *l8`)).toMatch(/too many YAML aliases/);
  });
});

test('sounds are matched by name, and by folders where names repeat', () => {
  const given = ['/x/t1/ref.wav', '/x/t2/ref.wav', '/x/t2/one.wav'].map((path) => ({
    name: path.split('/').at(-1) ?? '',
    path,
  }));
  expect(matchSounds(['configs/t2/ref.wav', './other/one.wav'], given)).toEqual(
    new Map([
      ['configs/t2/ref.wav', '/x/t2/ref.wav'],
      ['./other/one.wav', '/x/t2/one.wav'],
    ]),
  );
  expect(failureOf(() => matchSounds(['ref.wav'], given)).message).toMatch(/Two of the files fit/);
  expect(failureOf(() => matchSounds(['a.wav', 'b.wav'], given)).message).toMatch(/"a.wav", "b.wav"/);
});

test('markup becomes plain text', () => {
  expect(plainText('<h1>One</h1><p>a &lt;b&gt; &#233;</p><script>alert(1)</script>')).toBe(
    'One\na <b> é\nalert(1)',
  );
});
