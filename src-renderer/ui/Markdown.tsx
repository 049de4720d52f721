import { useMemo } from 'react';
import { parseMarkdown } from './markdown.ts';
import type { Block, Inline } from './markdown.ts';

interface Props {
  readonly source: string;
  /** The title shown above the text; a first heading that repeats it is omitted. */
  readonly title?: string;
}

/** Renders Markdown as plain, safe elements, with headings below the page's own. */
export function Markdown({ source, title }: Props) {
  const blocks = useMemo(() => {
    const all = parseMarkdown(source);
    const [first] = all;
    const repeats = first?.kind === 'heading' && first.text.map((part) => part.text).join('') === title;
    return repeats ? all.slice(1) : all;
  }, [source, title]);
  return (
    <div className="markdown">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

function Text({ parts }: { readonly parts: readonly Inline[] }) {
  return parts.map((part, index) => {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'strong':
        return <strong key={index}>{part.text}</strong>;
      case 'em':
        return <em key={index}>{part.text}</em>;
      case 'code':
        return <code key={index}>{part.text}</code>;
    }
  });
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading':
      return block.level <= 2 ? (
        <h3>
          <Text parts={block.text} />
        </h3>
      ) : (
        <h4>
          <Text parts={block.text} />
        </h4>
      );
    case 'paragraph':
      return (
        <p>
          <Text parts={block.text} />
        </p>
      );
    case 'list': {
      const items = block.items.map((item, index) => (
        <li key={index}>
          <Text parts={item} />
        </li>
      ));
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table':
      return (
        <div className="markdown-table">
          <table>
            <thead>
              <tr>
                {block.head.map((cell, index) => (
                  <th key={index} scope="col">
                    <Text parts={cell} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>
                      <Text parts={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'code':
      return <pre>{block.text}</pre>;
  }
}
