import { describe, expect, it } from 'vitest';
import {
  filledName,
  firstDuplicate,
  unknownFields,
  type NameValues,
} from '../../../../src-shared/exporting/name-template.ts';

const values: NameValues = {
  recording: 'Trio 第一楽章',
  mix: '',
  player: 'Violin 1',
  number: '01',
  region: '',
  date: '2026-03-09',
  composer: '',
  rate: '44.1 kHz',
  format: 'wav',
};

describe('a name template', () => {
  it.each([
    ['{recording} - {player}', 'Trio 第一楽章 - Violin 1'],
    ['{recording}[ - {region}] - {player}', 'Trio 第一楽章 - Violin 1'],
    ['[{composer}, ]{recording} {date}', 'Trio 第一楽章 2026-03-09'],
    ['[{number} ][{player}]', '01 Violin 1'],
    ['plain [text] stays', 'plain text stays'],
    ['{nothing} {player', '{nothing} {player'],
    ['a/b:{number}', 'a-b-01'],
    ['{composer}', 'untitled'],
    ['{rate}.{format}', '44.1 kHz.wav'],
  ])('%j gives %j', (template, name) => {
    expect(filledName(template, values)).toBe(name);
  });

  it('takes values as they are, with braces and brackets', () => {
    const odd = { ...values, recording: '[{player}]', region: '$1$&' };
    expect(filledName('{recording} {region}', odd)).toBe('[{player}] $1$&');
  });

  it('names fields that do not exist', () => {
    expect(unknownFields('{recording} {Player} {} {x}')).toEqual(['Player', '', 'x']);
  });
});

it('names that differ in letter case alone are duplicates', () => {
  expect(firstDuplicate(['Viola', 'Cello', 'viola'])).toBe('viola');
  expect(firstDuplicate(['Viola', 'Cello'])).toBeNull();
});
