import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listKindOf, readListTable, readPlaylist } from '../../../../src-shared/batch/list.ts';
import { readTable } from '../../../../src-shared/format/table.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';

const texts = (text: string, separator?: string) =>
  readTable(text, separator).rows.map((row) => row.map((cell) => cell.text));

describe('a table', () => {
  test('keeps separators, line breaks and quotation marks inside quotation marks', () => {
    expect(texts('a,"b, c"\r\n"d ""e""","f\ng"\n')).toEqual([
      ['a', 'b, c'],
      ['d "e"', 'f\ng'],
    ]);
  });

  test('knows the place of each cell, after line breaks in cells too', () => {
    const { rows } = readTable('one,two\n"a\nb",c\n\nlast,"x"');
    expect(rows.map((row) => row.map(({ line, column }) => [line, column]))).toEqual([
      [
        [1, 1],
        [1, 5],
      ],
      [
        [2, 1],
        [3, 4],
      ],
      [
        [5, 1],
        [5, 6],
      ],
    ]);
  });

  test('says where a quotation mark is never closed', () => {
    expect(readTable('a,b\nc,"d\n').unclosed).toEqual({ line: 2, column: 3 });
  });

  test('reads back whatever was written with quotation marks', () => {
    const cell = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\r', '').trim());
    const row = fc.array(cell, { minLength: 1, maxLength: 5 }).filter((cells) => cells.some(Boolean));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.constantFrom(',', '\t', ';'), (rows, separator) => {
        const written = rows
          .map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(separator))
          .join('\n');
        expect(texts(written, separator)).toEqual(rows);
      }),
      { seed: 18, numRuns: 300 },
    );
  });
});

describe('a list', () => {
  test('takes its columns in any order and either separator', () => {
    const players = ensembleOf(['violin', 'violin', 'viola']);
    for (const text of [
      'model,instruments,file\nsmall,"violin:2,viola",takes/one.wav\n',
      '\uFEFFFile\tModel\tInstruments\r\ntakes/one.wav\tsmall\tvln:2; Bratsche\r\n',
    ]) {
      const { rows, problems } = readListTable(text);
      expect(problems).toEqual([]);
      expect(rows).toMatchObject([{ file: 'takes/one.wav', players, model: { text: 'small' }, score: null }]);
    }
  });

  test('names every mistake with line and column, and what was probably meant', () => {
    const { rows, problems } = readListTable(
      'file,instruments\na.wav,heard\nb.wav,violn\n,viola\nc.wav,"cello',
    );
    expect(rows.map(({ file, players }) => [file, players])).toEqual([['a.wav', 'heard']]);
    expect(problems).toMatchObject([
      { line: 5, column: 7, message: 'This quotation mark is never closed' },
      { line: 3, column: 7, message: '"violn" is not an instrument Divisi knows; did you mean "violin"?' },
      { line: 4, column: 1, message: 'The file is missing' },
    ]);
    expect(readListTable('file,instrumnts\na.wav,viola').problems).toMatchObject([
      { line: 1, column: 6, message: '"instrumnts" is not a column of a list; did you mean "instruments"?' },
    ]);
    expect(readListTable('instruments,model\nviola,x').problems).toMatchObject([{ line: 1, column: 1 }]);
    expect(readListTable('file,instruments\na.wav,violin,viola').problems).toMatchObject([
      { line: 2, column: 14 },
    ]);
    expect(readListTable('file,instruments\na.wav,heard;viola').problems).toMatchObject([
      { line: 2, column: 7, message: '"heard" stands alone, without instruments beside it' },
    ]);
    expect(readListTable('').problems).toMatchObject([{ line: 1, message: 'The list is empty' }]);
    expect(readListTable('file,model\n').problems).toMatchObject([
      { line: 1, column: 1, message: 'The list names no file' },
    ]);
  });

  test('a playlist is its lines without comments', () => {
    const { rows, problems } = readPlaylist('#EXTM3U\r\n#EXTINF:12,Title\r\n one.wav \r\n\r\nsub/two.flac');
    expect(rows.map(({ file, line, column }) => [file, line, column])).toEqual([
      ['one.wav', 3, 2],
      ['sub/two.flac', 5, 1],
    ]);
    expect(problems).toEqual([]);
    expect(readPlaylist('#EXTM3U\n').problems).toHaveLength(1);
  });

  test('is known by its ending', () => {
    expect(['a.CSV', 'b.tsv', 'c.m3u8', 'd.wav', 'csv'].map(listKindOf)).toEqual([
      'table',
      'table',
      'playlist',
      null,
      null,
    ]);
  });
});
