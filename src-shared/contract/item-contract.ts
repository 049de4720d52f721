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
    /** Best match first; an empty text returns everything that passes the filter, newest first. */
    search: oc.input(s.SearchRequest).output(z.array(s.Item)),
    similar: oc.input(s.SimilarRequest).output(s.Similar),
  },
  excerpts: {
    /** Excerpts of the recording and of its stems, in order of time. */
    list: oc.input(z.object({ recordingId: RecordingId })).output(z.array(s.Item)),
    create: oc.input(s.ExcerptRequest).output(s.Item),
    rename: oc.input(z.object({ excerptId: ExcerptId, name: s.ExcerptName })).output(s.Item),
    remove: oc.input(z.object({ excerptId: ExcerptId })).output(nothing),
  },
  tags: {
    /** In alphabetical order; only tags that at least one item has or that were refused for one. */
    list: oc.output(z.array(s.TagCount)),
    items: oc
      .input(z.object({ tag: s.Tag }))
      .output(z.object({ tagged: z.array(s.Item), refused: z.array(s.Item) })),
    /** The tags of these items, each with the number of those that have it, in alphabetical order. */
    ofItems: oc.input(s.Items).output(z.array(s.TagCount.omit({ refused: true }))),
    /** Adds a tag to all of these items, or removes it from all of them, in one step. Skips items that are gone. */
    change: oc.input(s.Items.extend({ tag: s.Tag, has: z.boolean() })).output(nothing),
    /** Adds a tag or accepts a proposal; `remove` undoes it. */
    add: tagOfItem,
    remove: tagOfItem,
    /** The tag is no longer proposed for the item, and the item becomes a negative example. */
    refuse: tagOfItem,
    unrefuse: tagOfItem,
    /** Renaming to an existing tag merges the two. */
    rename: oc.input(z.object({ tag: s.Tag, to: s.Tag })).output(nothing),
    /** Deletes the tag and its refusals from all items. */
    forget: oc.input(z.object({ tag: s.Tag })).output(nothing),
    proposals: oc.input(z.object({ tag: s.Tag })).output(s.Proposals),
  },
};
