/**
 * The window's text comes from the catalogue (`src-shared/words`). This rule reports hard-coded text: words between
 * JSX tags, in visible or spoken attributes, and literals that look like a label or a sentence.
 */
import type { Rule } from 'eslint';

/** The node properties that the rule reads; ESLint's own types do not include JSX nodes. */
interface Node {
  readonly type: string;
  readonly parent?: Node | null;
  readonly name?: unknown;
  readonly value?: unknown;
  readonly callee?: Node;
  readonly operator?: string;
  readonly quasis?: readonly { readonly value: { readonly cooked?: string | null } }[];
}

/** Attributes whose value is always displayed or spoken, even a single lower-case word. */
const SHOWN =
  /^(aria-(label|description|valuetext|placeholder|roledescription)|title|placeholder|alt|label)$/;
/** Attributes with machine-readable values, even if they look like words. */
const TECHNICAL = /^(className|id|htmlFor|d|viewBox|style|rel|accept|transform)$/;
const HAS_WORD = /\p{L}{2}/u;
/** A capitalised word, or several words. Key names and web interfaces also match as a single capitalised word. */
const READS_LIKE_TEXT = /^\p{Lu}\p{Ll}+([ ….:?!,-]|$)|\p{L}{2,}[,;:]? \p{L}|^[\p{L}’' ]+[.…]$/u;
const KEYS =
  /^(Arrow(Up|Down|Left|Right)?|Enter|Esc|Escape|Tab|Space|Page|Home|End|PageUp|PageDown|Delete|Backspace|Shift|Ctrl|Control|Alt|Meta|Digit\d|Key[A-Z]|Files)$/;

/** Selectors, media queries, fonts and commands; also the program's name, which is the same in every language. */
const FOR_THE_MACHINE = /^[.#]|^\([a-z]+-[a-z-]+:|^\d+px |^Divisi$|^divisi [a-z]/;
/** Calls whose arguments never appear in the window: console calls, and the keys of `useLoad`. */
const UNSEEN_CALLS = /^(console|useLoad)$/;

const textOf = (node: Node): string | null => {
  if (typeof node.value === 'string') return node.value;
  return node.quasis?.map((quasi) => quasi.value.cooked ?? '').join(' ') ?? null;
};

const attributeName = (node: Node): string | null => {
  const name = node.name as { readonly name?: unknown } | undefined;
  return typeof name?.name === 'string' ? name.name : null;
};

/** The attribute that a literal belongs to, or null; an intervening call or function ends the search. */
function attributeOf(node: Node): string | null {
  for (let at = node.parent ?? null; at !== null; at = at.parent ?? null) {
    if (at.type === 'JSXAttribute') return attributeName(at);
    if (/Function|CallExpression|JSXElement|BinaryExpression/.test(at.type)) return null;
  }
  return null;
}

/** Whether a literal is never displayed: types, module names, keys, compared values, and messages of thrown bugs. */
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
