import { NEWEST_FIRST, type Facets } from '../../src-shared/contract/finding.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { getCollections, removeCollection } from '../library/rows/collections.ts';
import { recordingIdsByItem, recordingsByItem } from '../library/rows/recordings.ts';
import { facetsOf } from '../library/search/facets.ts';
import { keyOf, RecordingFinder } from '../library/search/find-recordings.ts';
import { UntilChanged } from '../library/search/until-changed.ts';
import { addTo } from './collections-in-library.ts';
import { QueryReader } from './missing.ts';
import { presentRecording } from './present.ts';
import { writable, type Services } from './services.ts';

type FindingCalls = Pick<Calls['library'], 'page' | 'found' | 'facets'>;

/** Lists of recordings, found and sorted, and what they are made of. */
export function findingCalls({
  library,
  sources,
  trust,
}: Pick<Services, 'library' | 'sources' | 'trust'>): FindingCalls {
  const { read } = library;
  const finder = new RecordingFinder(read);
  const reader = new QueryReader(read, () => trust.isTrusted);
  const counted = new UntilChanged<Facets>(read);
  return {
    async page({ text, sort, offset, limit }) {
      const answer = finder.find(text, await reader.query(text), sort);
      const rows = recordingsByItem(read, answer.slice(offset, offset + limit));
      return {
        total: answer.length,
        recordings: await Promise.all(rows.map((row) => presentRecording(row, sources))),
      };
    },

    async found({ text, sort }) {
      return recordingIdsByItem(read, finder.find(text, await reader.query(text), sort));
    },

    async facets({ text }) {
      const query = await reader.query(text);
      return counted.get(keyOf(text, query), () =>
        facetsOf(read, query.length === 0 ? null : finder.find(text, query, NEWEST_FIRST)),
      );
    },
  };
}

/** Searches that the user keeps under names. */
export function collectionCalls(services: Services): Calls['collections'] {
  const { read } = services.library;
  return {
    list: () => getCollections(read),

    save: ({ name, text, was }) => addTo(writable(services), { name, text }, was),

    remove: ({ name }) => removeCollection(writable(services), name),
  };
}
