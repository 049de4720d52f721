import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { cleanTag, LONGEST_TAG, sameTag, suggestionsFor } from '../../ui/tag-suggestions.ts';
import { words } from '../../words/words.ts';

interface Props {
  /** The title of the tagged item, for screen readers. */
  readonly title: string;
  readonly known: readonly string[];
  readonly taken: readonly string[];
  readonly busy: boolean;
  onAdd: (tag: string) => void;
  /** Called on Escape, on Enter in an empty field, or when the field loses the focus. */
  onClose: (byKey: boolean) => void;
}

/**
 * A field that autocompletes from existing tags. Enter or a comma adds the tag and keeps the field open for another.
 */
export function TagInput({ title, known, taken, busy, onAdd, onClose }: Props) {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const closed = useRef(false);
  const id = useId();
  const suggestions = suggestionsFor(typed, known, taken);
  const chosen = suggestions[active];

  useEffect(() => input.current?.focus(), []);

  const take = (text: string): void => {
    const tag = cleanTag(text);
    setTyped('');
    setActive(-1);
    if (tag !== '' && !taken.some((other) => sameTag(other, tag))) onAdd(tag);
  };
  const close = (byKey: boolean): void => {
    // Unmounting a focused field also fires blur.
    if (closed.current) return;
    closed.current = true;
    onClose(byKey);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        event.preventDefault();
        const step = event.key === 'ArrowDown' ? 1 : -1;
        const count = suggestions.length + 1;
        // The extra position is the typed text itself.
        setActive(((active + 1 + step + count) % count) - 1);
        break;
      }
      case 'Enter':
      case ',':
        event.preventDefault();
        if (cleanTag(typed) === '' && chosen === undefined) close(true);
        else take(chosen?.tag ?? typed);
        break;
      case 'Escape':
        event.preventDefault();
        close(true);
        break;
    }
  };

  return (
    <span className="tag-input">
      <input
        ref={input}
        className="input"
        role="combobox"
        aria-label={words().tags.addTo(title)}
        aria-expanded={suggestions.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={chosen === undefined ? undefined : `${id}-${active}`}
        aria-busy={busy || undefined}
        autoComplete="off"
        placeholder={words().tags.tag}
        maxLength={LONGEST_TAG}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(-1);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          if (!closed.current && cleanTag(typed) !== '') take(typed);
          close(false);
        }}
      />
      <ul
        id={`${id}-list`}
        className="tag-options"
        role="listbox"
        aria-label={words().common.tags}
        hidden={suggestions.length === 0}
      >
        {suggestions.map(({ tag, isNew }, index) => (
          <li
            key={tag}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className="tag-option"
            // Runs before the field loses the focus, which would close the list.
            onPointerDown={(event) => {
              event.preventDefault();
              take(tag);
            }}
          >
            {isNew ? (
              <>
                {words().tags.newTag} <strong>{tag}</strong>
              </>
            ) : (
              tag
            )}
          </li>
        ))}
      </ul>
    </span>
  );
}
