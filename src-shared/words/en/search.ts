import type { QueryProblem } from '../../search/query.ts';

const meant = (suggestion: string | null): string =>
  suggestion === null ? '' : `. Did you mean “${suggestion}”?`;

/** What is wrong with a search text, in one sentence. */
export function searchProblem(problem: QueryProblem): string {
  switch (problem.kind) {
    case 'unknown-field':
      return `There is no field “${problem.word}”${
        problem.suggestion === null
          ? '. To search for the text itself, put it in quotation marks'
          : meant(problem.suggestion)
      }`;
    case 'missing-value':
      return `“${problem.field}” needs a value`;
    case 'no-comparison':
      return `“${problem.field}” is a text and can’t be compared with “${problem.operator}”`;
    case 'unknown-value':
      return `“${problem.field}:” does not know “${problem.word}”${
        problem.suggestion === null ? `. It knows ${problem.known.join(', ')}` : meant(problem.suggestion)
      }`;
    case 'not-a-length':
      return `“${problem.word}” is not a length such as 5:00 or 90s`;
    case 'not-a-number':
      return `“${problem.word}” is not a number that “${problem.field}” takes`;
    case 'not-a-date':
      return `“${problem.word}” is not a date such as 1998, 1998-05 or 1998-05-04`;
    case 'empty-range':
      return `The range “${problem.word}” ends before it begins`;
  }
}

export const search = { problem: searchProblem };
