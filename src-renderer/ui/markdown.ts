/**
 * A small, safe subset of Markdown: headings, paragraphs, lists, tables, code blocks, bold, italic and inline code.
 * Links are reduced to their text, and raw HTML stays text, so no remote content is ever loaded. Pure.
 */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'em' | 'code'; readonly text: string };

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: 'code'; readonly text: string };

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*\s][^*]*)\*|!?\[([^\]]*)\]\([^)\s]*\)/g;

export function parseInline(source: string): Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  const plain = (text: string): void => {
    const last = parts.at(-1);
    if (text === '') return;
    if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + text };
    else parts.push({ kind: 'text', text });
  };
  for (const match of source.matchAll(INLINE)) {
    plain(source.slice(at, match.index));
    const [whole, code, starred, underscored, italic, link] = match;
    const strong = starred ?? underscored;
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong });
    else if (italic !== undefined) parts.push({ kind: 'em', text: italic });
    else plain(link ?? '');
    at = match.index + whole.length;
  }
  plain(source.slice(at));
  return parts;
}

const cells = (line: string): Inline[][] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => parseInline(cell.trim()));

const isRule = (line: string): boolean => /^\s*\|?(\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*$/.test(line);
const LIST_ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;

export function parseMarkdown(source: string): Block[] {
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  const line = (): string => lines[at] ?? '';
  const startsBlock = (text: string): boolean =>
    text.trim() === '' ||
    HEADING.test(text) ||
    LIST_ITEM.test(text) ||
    text.startsWith('```') ||
    text.trimStart().startsWith('|');

  while (at < lines.length) {
    const heading = HEADING.exec(line());
    if (line().trim() === '') {
      at += 1;
    } else if (heading !== null) {
      blocks.push({
        kind: 'heading',
        level: (heading[1] ?? '#').length,
        text: parseInline(heading[2] ?? ''),
      });
      at += 1;
    } else if (line().startsWith('```')) {
      const body: string[] = [];
      at += 1;
      while (at < lines.length && !line().startsWith('```')) {
        body.push(line());
        at += 1;
      }
      at += 1;
      blocks.push({ kind: 'code', text: body.join('\n') });
    } else if (line().includes('|') && isRule(lines[at + 1] ?? '') && (lines[at + 1] ?? '').includes('|')) {
      const head = cells(line());
      const rows: Inline[][][] = [];
      at += 2;
      while (at < lines.length && line().includes('|')) {
        rows.push(cells(line()));
        at += 1;
      }
      blocks.push({ kind: 'table', head, rows });
    } else if (LIST_ITEM.test(line())) {
      const ordered = LIST_ITEM.exec(line())?.[1] !== undefined;
      const items: string[] = [];
      while (at < lines.length) {
        const item = LIST_ITEM.exec(line());
        if (item !== null) items.push(item[2] ?? '');
        else if (/^\s+\S/.test(line()) && items.length > 0)
          items[items.length - 1] = `${items.at(-1) ?? ''} ${line().trim()}`;
        else break;
        at += 1;
      }
      blocks.push({ kind: 'list', ordered, items: items.map(parseInline) });
    } else {
      const text: string[] = [line().trim()];
      at += 1;
      while (at < lines.length && !startsBlock(line())) {
        text.push(line().trim());
        at += 1;
      }
      blocks.push({ kind: 'paragraph', text: parseInline(text.join(' ')) });
    }
  }
  return blocks;
}
