import type { QueryProblem } from '../../search/query.ts';
import type { Words } from '../en/index.ts';

const meant = (suggestion: string | null): string =>
  suggestion === null ? '' : `「${suggestion}」ではありませんか。`;

function searchProblem(problem: QueryProblem): string {
  switch (problem.kind) {
    case 'unknown-field':
      return `「${problem.word}」という項目はありません。${
        problem.suggestion === null
          ? '文字そのものを探すには引用符で囲んでください。'
          : meant(problem.suggestion)
      }`;
    case 'missing-value':
      return `「${problem.field}」には値が必要です。`;
    case 'no-comparison':
      return `「${problem.field}」は文字の項目なので「${problem.operator}」では比較できません。`;
    case 'unknown-value':
      return `「${problem.field}:」では「${problem.word}」を使えません。${
        problem.suggestion === null
          ? `使えるのは ${problem.known.join('、')} です。`
          : meant(problem.suggestion)
      }`;
    case 'not-a-length':
      return `「${problem.word}」は 5:00 や 90s のような長さではありません。`;
    case 'not-a-number':
      return `「${problem.word}」は「${problem.field}」に使える数ではありません。`;
    case 'not-a-date':
      return `「${problem.word}」は 1998、1998-05、1998-05-04 のような日付ではありません。`;
    case 'empty-range':
      return `範囲「${problem.word}」の終わりが始まりより前です。`;
  }
}

export const search: Words['search'] = { problem: searchProblem };
