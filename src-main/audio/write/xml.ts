/** An XML element; its content is text or elements. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: string | readonly XmlElement[];
}

export const element = (
  name: string,
  attributes: XmlElement['attributes'] = {},
  content: XmlElement['content'] = [],
): XmlElement => ({ name, attributes, content });

/** A whole document in UTF-8, indented. */
export function xmlDocument(root: XmlElement): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${rendered(root, '')}`, 'utf8');
}

function rendered({ name, attributes, content }: XmlElement, indent: string): string {
  const open = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(value).replaceAll('"', '&quot;')}"`)
    .join('');
  if (content.length === 0) return `${indent}<${name}${open}/>\n`;
  const inside =
    typeof content === 'string'
      ? escaped(content)
      : `\n${content.map((child) => rendered(child, `${indent}  `)).join('')}${indent}`;
  return `${indent}<${name}${open}>${inside}</${name}>\n`;
}

/** Escapes markup and drops characters that XML 1.0 does not allow (section 2.2), lone surrogates included. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
