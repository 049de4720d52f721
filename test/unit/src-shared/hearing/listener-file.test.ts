import { describe, expect, it } from 'vitest';
import {
  listenersToCsv,
  listenersToJson,
  mergedListeners,
  parseListeners,
  replacedListeners,
} from '../../../../src-shared/hearing/listener-file.ts';
import { failureOf } from '../../../support/failure.ts';

const clarity = JSON.stringify({
  L1: {
    name: 'L1',
    audiogram_cfs: [250, 500, 1000],
    audiogram_levels_l: [10, 20, 30],
    audiogram_levels_r: [15, 25, 35],
  },
});
const table = 'listener,ear,250,500,1000\nL1,left,10,20,30\nL1,R,15,25,35\nL2,l,0,,5\nL2,r,0,1,5\n';

describe('a file of listeners', () => {
  it('is the JSON of the Clarity and Cadenza challenges', () => {
    expect(parseListeners(clarity)).toEqual([
      {
        name: 'L1',
        hearing: {
          left: { frequenciesHz: [250, 500, 1000], levelsDbHl: [10, 20, 30] },
          right: { frequenciesHz: [250, 500, 1000], levelsDbHl: [15, 25, 35] },
        },
      },
    ]);
  });

  it('is a table with a row for each ear, in which an empty cell was not measured', () => {
    const [first, second] = parseListeners(table);
    expect(first).toEqual(parseListeners(clarity)[0]);
    expect(second?.hearing.left).toEqual({ frequenciesHz: [250, 1000], levelsDbHl: [0, 5] });
  });

  it('comes back from its own JSON', () => {
    const listeners = parseListeners(table);
    expect(parseListeners(listenersToJson(listeners))).toEqual(listeners);
  });

  it('comes back from its own table, whatever the code', () => {
    const [first, second] = parseListeners(table);
    const odd = [{ ...first!, name: 'L"1", left' }, second!];
    expect(parseListeners(listenersToCsv(odd))).toEqual(odd);
  });

  it('is a table as spreadsheets write it where the comma marks decimals', () => {
    const [listener] = parseListeners(
      '\uFEFFListener;Ear;250;500\r\n"L;1";left;10,5;20\r\n"L;1";right;0;5\r\n',
    );
    expect(listener).toEqual({
      name: 'L;1',
      hearing: {
        left: { frequenciesHz: [250, 500], levelsDbHl: [10.5, 20] },
        right: { frequenciesHz: [250, 500], levelsDbHl: [0, 5] },
      },
    });
  });

  it('is one of several, where everybody has one audiogram', () => {
    const listeners = parseListeners(table);
    expect(mergedListeners([listeners, parseListeners(clarity)])).toEqual(listeners);
    const other = parseListeners(table.replace('L2,l,0', 'L2,l,1'));
    expect(failureOf(() => mergedListeners([listeners, other]))).toMatchObject({
      code: 'listener/invalid',
      message: 'Listener "L2" has two audiograms in these files',
    });
    expect(replacedListeners(listeners, other)).toEqual(['L2']);
    expect(replacedListeners(listeners, listeners)).toEqual([]);
    expect(replacedListeners([], other)).toEqual([]);
  });

  it.each([
    ['[1]', 'The listeners are an object of audiograms by name'],
    ['{"a": ', 'The listeners are not valid JSON'],
    ['{}', 'The file has no listener'],
    ['{"a": {"audiogram_cfs": [250, 500]}}', 'Listener "a" needs the lists audiogram_cfs'],
    [
      '{"a": {"audiogram_cfs": [250, 500], "audiogram_levels_l": [1], "audiogram_levels_r": [1, 2]}}',
      'Listener "a" has 2 frequencies and 1 levels (left ear)',
    ],
    [
      '{"a": {"audiogram_cfs": [250, 500], "audiogram_levels_l": [1, 500], "audiogram_levels_r": [1, 2]}}',
      'The audiogram of the left ear of "a" is not valid at 500 Hz',
    ],
    ['name,ear,250,500\na,left,1,2', 'The table of listeners begins with the columns listener and ear'],
    ['listener,ear,250,500\na,left,1,2', 'Listener "a" has no row for the right ear'],
    ['listener,ear,250,500\na,nose,1,2', 'Line 2 names no listener, or no ear (left or right)'],
    ['listener,ear,250,500\na,left,1,2\na,left,1,2', 'Listener "a" has two rows for the left ear'],
    ['listener,ear,250,500\n"a,left,1,2', 'Line 2 opens a quotation mark that never closes'],
    ['listener,ear,250,500\na,left,1,x', 'The left ear of "a" has "x" at 500 Hz, which is no level in dB HL'],
    ['listener,ear,250,500\na,left,1,300', 'at 500 Hz: a level is between -20 and 130 dB HL'],
    ['listener,ear,250,500Hz\na,left,1,2', 'The column "500Hz" is no frequency in Hz, as in 250'],
    ['listener,ear,0.25,500\na,left,1,2', 'at 0.25 Hz: a frequency is between 50 and 20000 Hz'],
    ['listener,ear,250,500\na,left,1,', 'an audiogram has two frequencies or more'],
    ['listener,ear,250,500\n\uFFFD1,left,1,2', 'The file is not in UTF-8'],
  ])('says what is wrong with %s', (text, message) => {
    expect(failureOf(() => parseListeners(text))).toMatchObject({
      code: 'listener/invalid',
      message: expect.stringContaining(message) as string,
    });
  });
});
