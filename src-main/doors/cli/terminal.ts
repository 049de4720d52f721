/** Clears the current line; the only control sequence that the command line prints. */
export const CLEAR_LINE = '\r\u001b[K';

/**
 * Control characters except line feed and tab, and characters that reorder or hide text: directional overrides,
 * isolates and marks, line and paragraph separators, zero-width characters and the byte order mark.
 */
const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Makes text safe for a terminal by replacing control characters with escapes such as `\u001b`, which mean the same
 * character in JSON.
 */
export const printable = (text: string): string =>
  text.replaceAll(UNPRINTABLE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Like `printable`, for text that must stay on one line, such as a title. */
export const onOneLine = (text: string): string => printable(text.replaceAll(/[\r\n\t]+/g, ' '));

/** A command's output stream; makes everything printable except a leading `CLEAR_LINE`. */
export class Terminal {
  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** Undefined if the stream is a file or a pipe. */
  get isTTY(): boolean | undefined {
    return this.#stream.isTTY;
  }

  get columns(): number | undefined {
    return this.#stream.columns;
  }

  write(text: string): void {
    const isRedrawn = text.startsWith(CLEAR_LINE);
    const rest = isRedrawn ? text.slice(CLEAR_LINE.length) : text;
    this.#stream.write(`${isRedrawn ? CLEAR_LINE : ''}${printable(rest)}`);
  }
}
