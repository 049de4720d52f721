import type { Calls } from '../../src-shared/contract/handlers.ts';
import { readQuery } from '../../src-shared/search/read-query.ts';
import { recordingsByItem } from '../library/rows/recordings.ts';
import { RecordingFinder } from '../library/search/find-recordings.ts';
import { presentRecording } from './present.ts';
import type { Services } from './services.ts';

type FindingCalls = Pick<Calls['library'], 'page'>;

/** Lists of recordings, found and sorted. */
export function findingCalls({ library, sources }: Pick<Services, 'library' | 'sources'>): FindingCalls {
  const finder = new RecordingFinder(library.read);
  return {
    async page({ text, sort, offset, limit }) {
      const answer = finder.find(text, readQuery(text), sort);
      const rows = recordingsByItem(library.read, answer.slice(offset, offset + limit));
      return {
        total: answer.length,
        recordings: await Promise.all(rows.map((row) => presentRecording(row, sources))),
      };
    },
  };
}
