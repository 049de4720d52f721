import { parseDocument } from 'yaml';
import { Failure } from '../../src-shared/contract/failure.ts';

/** Deeper and larger configurations are refused: YAML's aliases can make a small file huge. */
const MOST_BYTES = 2 * 1024 * 1024;
const MOST_ALIASES = 100;

/**
 * Reads YAML, of which JSON is a part.
 * @throws Failure `study/invalid` with the line of a syntax error, and for what is too large
 */
export function parseYaml(yaml: string): unknown {
  if (Buffer.byteLength(yaml) > MOST_BYTES) {
    throw new Failure('study/invalid', 'The configuration is larger than 2 MB');
  }
  const document = parseDocument(yaml, { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 1;
    const what = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
    throw new Failure('study/invalid', `The configuration is not valid YAML in line ${line}: ${what}`, {
      cause: error,
      details: { line },
    });
  }
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
  } catch (cause) {
    throw new Failure('study/invalid', 'The configuration uses too many YAML aliases', { cause });
  }
}
