import { Failure } from '../contract/failure.ts';
import { searchProblem } from '../words/en/search.ts';
import { parseQuery } from './parse.ts';
import type { Query } from './query.ts';

/** @throws Failure `call/invalid` that says where the text is wrong, in English, with the place in its details */
export function readQuery(text: string): Query {
  const parsed = parseQuery(text);
  if (parsed.ok) return parsed.query;
  const { problem } = parsed;
  throw new Failure('call/invalid', `Character ${problem.from + 1}: ${searchProblem(problem)}`, {
    details: { from: problem.from, to: problem.to },
  });
}
