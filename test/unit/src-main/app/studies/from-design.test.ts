import { expect, it } from 'vitest';
import { isDesign, studyFromDesign } from '../../../../../src-main/app/studies/from-design.ts';
import { saveListeners } from '../../../../../src-main/library/rows/listeners.ts';
import { saveSettings } from '../../../../../src-main/library/rows/settings.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../../src-shared/hearing/standard-audiograms.ts';
import { filledLibrary } from '../../library/filled-library.ts';

const HASH = 'b'.repeat(64);
const copy = (path: string): Promise<string> =>
  path === '/given/true/viola.wav' ? Promise.resolve(`${HASH}.wav`) : Promise.reject(new Error(path));
const GIVEN = [{ name: 'viola.wav', path: '/given/true/viola.wav' }];

async function library() {
  const filled = await filledLibrary();
  saveListeners(filled.write, [
    { name: 'L7', hearing: { left: STANDARD_AUDIOGRAMS.N2, right: STANDARD_AUDIOGRAMS.S1 } },
  ]);
  saveSettings(filled.write, { fullScaleDbSpl: 101.5 });
  const design = (change: object = {}) =>
    JSON.stringify({
      name: 'Models and fittings',
      kind: 'mushra',
      anchors: { low35: true, mid70: false },
      referenceHeard: { listener: 'L7', fitting: 'nal-r' },
      conditions: [
        { name: 'Model m' },
        {
          name: 'Fitted mix',
          heard: { listener: 'N3', fitting: 'camfit', loss: 'plain', fullScaleDbSpl: 95 },
        },
      ],
      trials: [
        {
          ...{ name: 'Viola', from: 1, to: 3.5, reference: 'true/viola.wav' },
          sounds: {
            'Model m': { recording: filled.recordingId, model: 'm', part: 'viola' },
            'Fitted mix': filled.projectId,
          },
        },
        {
          name: 'Whole',
          practice: true,
          reference: filled.recordingId,
          sounds: { 'Model m': filled.stemId },
        },
      ],
      ...change,
    });
  const read = (change: object = {}) => studyFromDesign(filled.write, design(change), GIVEN, copy);
  return { ...filled, design, read };
}

it('a design names stems, mixes, models, fittings and files', async () => {
  const { read, design, recordingId, stemId, projectId } = await library();
  expect(isDesign(design())).toBe(true);
  expect(isDesign('testname: x\npages: []\n')).toBe(false);
  const study = await read();
  expect(study).toMatchObject({
    ...{
      name: 'Models and fittings',
      kind: 'mushra',
      anchors: { low35: true, mid70: false },
      levelMatch: true,
    },
    referenceTreatment: { listener: 'L7', rule: 'nal-r', loss: 'none', fullScaleDbSpl: 101.5 },
    conditions: [
      { id: 'c1', name: 'Model m', treatment: null },
      { id: 'c2', treatment: { listener: 'N3', rule: 'camfit', loss: 'plain', fullScaleDbSpl: 95 } },
    ],
  });
  expect(study.referenceTreatment?.hearing.right).toEqual(STANDARD_AUDIOGRAMS.S1);
  expect(study.conditions[1]?.treatment?.hearing.left).toEqual(STANDARD_AUDIOGRAMS.N3);
  const [first, second] = study.trials;
  expect(first).toMatchObject({
    excerpt: { fromSeconds: 1, toSeconds: 3.5 },
    reference: { kind: 'file', file: `${HASH}.wav`, label: 'viola.wav' },
    sources: {
      c1: { kind: 'audio', audioId: stemId, modelId: 'm', label: expect.stringMatching(/, Viola \(m\)$/) },
      c2: { kind: 'mix', projectId, modelId: 'm' },
    },
  });
  expect(second).toMatchObject({
    ...{ isTraining: true, excerpt: null },
    reference: { kind: 'audio', audioId: recordingId, modelId: null },
    sources: { c1: { audioId: stemId } },
  });
  expect(Object.keys(second?.sources ?? {})).toEqual(['c1']);
});

it('a design that does not fit is refused with what is wrong', async () => {
  const { read, recordingId } = await library();
  const trial = (change: object) => ({
    trials: [{ name: 'T', reference: recordingId, sounds: {}, ...change }],
  });
  const of = (part: string, model = 'm') => ({ 'Model m': { recording: recordingId, model, part } });
  const refused: readonly (readonly [object, RegExp])[] = [
    [{ kind: 'quiz' }, /kind/],
    [{ colour: 'red' }, /a field that does not belong there: "colour"/],
    [trial({ sounds: { 'Model x': recordingId } }), /no condition is called "Model x"/],
    [trial({ from: 3 }), /"T" has "from" and no "to"/],
    [trial({ sounds: of('cello') }), /no stem "cello" of .* by m; there are "Viola"/],
    [trial({ sounds: of('viola', 'other') }), /no separation of .* by other/],
    [trial({ reference: 'stem_aaaaaaaaaaaaaaaa' }), /no stem stem_/],
    [trial({ reference: 'elsewhere/cello.wav' }), /"cello.wav"/],
    [{ referenceHeard: { listener: 'L8' } }, /no listener "L8"/],
    [{ conditions: [{ name: 'Model m' }, { name: 'Model m' }] }, /two conditions have one name/],
  ];
  for (const [change, message] of refused) await expect(read(change)).rejects.toThrow(message);
});
