import { describe, expect, it } from 'vitest';
import { CLEAR_LINE, onOneLine, printable, Terminal } from '../../../../../src-main/doors/cli/terminal.ts';

const terminalOn = (written: string[]): Terminal =>
  new Terminal({
    write: (text: string) => (written.push(text), true),
  } as unknown as NodeJS.WriteStream);

describe('what a terminal is given', () => {
  it('keeps text of any script, line feeds and tabs', () => {
    const text = 'Dvořák: Смычковый 弦楽四重奏 “ß” é\u0301 ☃ 🎻\n\tאב\n';
    expect(printable(text)).toBe(text);
  });

  it.each([
    ['an escape sequence', '\u001b[2J\u001b]0;evil\u0007', '\\u001b[2J\\u001b]0;evil\\u0007'],
    ['an eight-bit escape', '\u009b31m', '\\u009b31m'],
    ['a carriage return and a backspace', 'a\rb\bc\u007f', 'a\\u000db\\u0008c\\u007f'],
    ['an override of direction', '\u202egnp.exe\u202c\u2066', '\\u202egnp.exe\\u202c\\u2066'],
    ['what can not be seen', 'a\u200bb\ufeff\u2028', 'a\\u200bb\\ufeff\\u2028'],
  ])('shows %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves JSON the same value', () => {
    const value = { title: 'a\u001b\u009b\u202e\u007f\n' };
    const text = printable(JSON.stringify(value));
    expect(text).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(text)).toEqual(value);
  });

  it('has a title on one line', () => {
    expect(onOneLine('Trio\r\n0.001  stem_x  Forged\t\u001b[A')).toBe('Trio 0.001  stem_x  Forged \\u001b[A');
  });

  it('is cleared by the program alone, at the beginning of what is written', () => {
    const written: string[] = [];
    const terminal = terminalOn(written);
    terminal.write(`${CLEAR_LINE}half [##..]`);
    terminal.write(`note: ${CLEAR_LINE}forged`);
    expect(written).toEqual([`${CLEAR_LINE}half [##..]`, 'note: \\u000d\\u001b[Kforged']);
  });
});
