import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ExcerptId, ItemId, RecordingId } from '../project/ids.ts';
import * as s from './item-schemas.ts';

const nothing = z.void();
const tagOfItem = oc.input(z.object({ itemId: ItemId, tag: s.Tag })).output(s.Item);

/** The calls about items: recordings, stems and excerpts alike. */
export const itemContract = {
  items: {
    get: oc.input(z.object({ itemId: ItemId })).output(s.Item),
    /** Best match first; with an empty text all that the filter leaves, newest first. */
    search: oc.input(s.SearchRequest).output(z.array(s.Item)),
    similar: oc.input(s.SimilarRequest).output(s.Similar),
  },
  excerpts: {
    /** Of the recording and of its stems, in order of time. */
    list: oc.input(z.object({ recordingId: RecordingId })).output(z.array(s.Item)),
    create: oc.input(s.ExcerptRequest).output(s.Item),
    rename: oc.input(z.object({ excerptId: ExcerptId, name: s.ExcerptName })).output(s.Item),
    remove: oc.input(z.object({ excerptId: ExcerptId })).output(nothing),
  },
  tags: {
    /** In alphabetical order; only those that some item has or was refused. */
    list: oc.output(z.array(s.TagCount)),
    items: oc
      .input(z.object({ tag: s.Tag }))
      .output(z.object({ tagged: z.array(s.Item), refused: z.array(s.Item) })),
    /** Also how a proposal is accepted; `remove` undoes it. */
    add: tagOfItem,
    remove: tagOfItem,
    /** The item is not proposed again, and counts as an example of what the tag is not. */
    refuse: tagOfItem,
    unrefuse: tagOfItem,
    /** Into a tag that exists: the two become one. */
    rename: oc.input(z.object({ tag: s.Tag, to: s.Tag })).output(nothing),
    /** Takes the tag, and what was refused, from all items. */
    forget: oc.input(z.object({ tag: s.Tag })).output(nothing),
    proposals: oc.input(z.object({ tag: s.Tag })).output(s.Proposals),
  },
};
