/**
 * What the window shows comes from the catalogue (`src-shared/words`). This rule reports text that is written where it
 * is shown: words between JSX tags, in attributes that people see or hear, and literals that read like a label or a
 * sentence.
 */
import type { Rule } from 'eslint';

/** Only what the rule reads of a node; JSX nodes are not among ESLint's own types. */
interface Node {
  readonly type: string;
  readonly parent?: Node | null;
  readonly name?: unknown;
  readonly value?: unknown;
  readonly callee?: Node;
  readonly operator?: string;
  readonly quasis?: readonly { readonly value: { readonly cooked?: string | null } }[];
}

/** Attributes whose value is always read or spoken, even a single lower-case word. */
const SHOWN =
  /^(aria-(label|description|valuetext|placeholder|roledescription)|title|placeholder|alt|label)$/;
/** Attributes that hold names for the machine, though they may look like words. */
const TECHNICAL = /^(className|id|htmlFor|d|viewBox|style|rel|accept|transform)$/;
const HAS_WORD = /\p{L}{2}/u;
/** A capitalised word, or several words. Names of keys and of web interfaces are one capitalised word too. */
const READS_LIKE_TEXT = /^\p{Lu}\p{Ll}+([ ….:?!,-]|$)|\p{L}{2,}[,;:]? \p{L}|^[\p{L}’' ]+[.…]$/u;
const KEYS =
  /^(Arrow(Up|Down|Left|Right)?|Enter|Esc|Escape|Tab|Space|Page|Home|End|PageUp|PageDown|Delete|Backspace|Shift|Ctrl|Control|Alt|Meta|Digit\d|Key[A-Z]|Files)$/;

/** Selectors, media queries, fonts, commands; and the program's name, which is the same in every language. */
const FOR_THE_MACHINE = /^[.#]|^\([a-z]+-[a-z-]+:|^\d+px |^Divisi$|^divisi [a-z]/;
/** Calls whose arguments nobody reads in the window: the console's, and keys of what is loaded. */
const UNSEEN_CALLS = /^(console|useLoad)$/;

const textOf = (node: Node): string | null => {
  if (typeof node.value === 'string') return node.value;
  return node.quasis?.map((quasi) => quasi.value.cooked ?? '').join(' ') ?? null;
};

const attributeName = (node: Node): string | null => {
  const name = node.name as { readonly name?: unknown } | undefined;
  return typeof name?.name === 'string' ? name.name : null;
};

/** The attribute that a literal belongs to, or null; a call or a function in between ends the search. */
function attributeOf(node: Node): string | null {
  for (let at = node.parent ?? null; at !== null; at = at.parent ?? null) {
    if (at.type === 'JSXAttribute') return attributeName(at);
    if (/Function|CallExpression|JSXElement|BinaryExpression/.test(at.type)) return null;
  }
  return null;
}

/** Not shown: types, module names, keys, compared values, and what a bug throws. */
function isTechnical(node: Node): boolean {
  const { parent } = node;
  if (parent === undefined || parent === null) return true;
  switch (parent.type) {
    case 'TSLiteralType':
    case 'ImportDeclaration':
    case 'ImportExpression':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'SwitchCase':
    case 'TaggedTemplateExpression':
      return true;
    case 'BinaryExpression':
      return parent.operator !== '+';
    case 'NewExpression':
      return /^(\w*Error|Failure)$/.test(String(parent.callee?.name));
    case 'ConditionalExpression':
      return isTechnical(parent);
    case 'CallExpression': {
      const callee = parent.callee as (Node & { readonly object?: Node }) | undefined;
      return UNSEEN_CALLS.test(String(callee?.name ?? callee?.object?.name));
    }
    case 'Property':
      return (parent as { readonly key?: Node }).key === node;
    default:
      return false;
  }
}

export const wordsInCatalogue: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { words: 'Texts of the window belong in src-shared/words: “{{text}}”.' },
  },
  create(context) {
    const report = (node: Node, text: string): void =>
      context.report({
        node: node as unknown as Rule.Node,
        messageId: 'words',
        data: { text: text.replaceAll(/\s+/g, ' ').trim() },
      });
    const check = (node: Node): void => {
      const text = textOf(node);
      if (
        text === null ||
        !HAS_WORD.test(text) ||
        KEYS.test(text) ||
        FOR_THE_MACHINE.test(text) ||
        isTechnical(node)
      )
        return;
      const attribute = attributeOf(node);
      if (attribute !== null && TECHNICAL.test(attribute)) return;
      if ((attribute !== null && SHOWN.test(attribute)) || READS_LIKE_TEXT.test(text)) report(node, text);
    };
    return {
      JSXText: (node: unknown) => {
        const text = textOf(node as Node) ?? '';
        if (/\p{L}/u.test(text) && !FOR_THE_MACHINE.test(text.trim())) report(node as Node, text);
      },
      Literal: (node) => check(node as unknown as Node),
      TemplateLiteral: (node) => check(node as unknown as Node),
    };
  },
};
