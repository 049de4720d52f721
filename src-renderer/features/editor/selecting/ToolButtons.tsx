import { Brush, Lasso, Rows4, SquareDashed, TextCursor } from 'lucide-react';
import type { ReactNode } from 'react';
import { words } from '../../../words/words.ts';
import { useObservable } from '../use-store.ts';
import { useSelecting } from './selecting-context.ts';
import { TOOLS, type Tool } from './tools.ts';

const ICONS: Readonly<Record<Tool, ReactNode>> = {
  time: <TextCursor size={15} aria-hidden="true" />,
  rectangle: <SquareDashed size={15} aria-hidden="true" />,
  lasso: <Lasso size={15} aria-hidden="true" />,
  brush: <Brush size={15} aria-hidden="true" />,
  harmonics: <Rows4 size={15} aria-hidden="true" />,
};

/** Chooses what a drag in a spectrogram selects. */
export function ToolButtons() {
  const { tools, onTool } = useSelecting();
  const { tool } = useObservable(tools.state);
  const texts = words().selecting;
  return (
    <div className="tool-buttons" role="radiogroup" aria-label={texts.tools}>
      {TOOLS.map((each) => (
        <button
          key={each}
          type="button"
          role="radio"
          aria-checked={tool === each}
          tabIndex={tool === each ? 0 : -1}
          title={texts.tool[each]}
          aria-label={texts.tool[each]}
          className="button icon-button button-quiet button-sm"
          onClick={() => onTool(each)}
          onKeyDown={(event) => {
            const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
            if (by === 0) return;
            event.preventDefault();
            event.stopPropagation();
            const next = TOOLS[(TOOLS.indexOf(each) + by + TOOLS.length) % TOOLS.length] ?? each;
            onTool(next);
            const buttons = event.currentTarget.parentElement?.querySelectorAll('button');
            buttons?.[TOOLS.indexOf(next)]?.focus();
          }}
        >
          {ICONS[each]}
        </button>
      ))}
    </div>
  );
}
