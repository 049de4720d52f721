import type { ItemFilter } from '../../../src-shared/contract/item-schemas.ts';
import type { SqlParams } from '../database.ts';

/** What makes two spellings the same tag. */
export const foldTag = (tag: string): string => tag.normalize('NFC').toLowerCase();

/** As SQL takes them: JSON lists, and null for what does not narrow. */
export function filterParams({
  kinds,
  instrument,
  tags,
}: ItemFilter): SqlParams & { readonly tags: string | null } {
  return {
    kinds: kinds === undefined ? null : JSON.stringify(kinds),
    instrument: instrument ?? null,
    tags: tags === undefined || tags.length === 0 ? null : JSON.stringify([...new Set(tags.map(foldTag))]),
  };
}

/** What `filterParams` leaves of items `i` with their stems `t`. */
export const FILTERED = `
  ($kinds IS NULL OR i.kind IN (SELECT value FROM json_each($kinds)))
  AND ($instrument IS NULL OR t.instrument = $instrument OR (i.kind = 'recording' AND EXISTS (
    SELECT 1 FROM players p WHERE p.recording_id = i.recording_id AND p.instrument = $instrument)))
  AND ($tags IS NULL OR json_array_length($tags) = (
    SELECT count(*) FROM item_tags x JOIN tags g ON g.seq = x.tag
    WHERE x.item = i.seq AND x.holds = 1 AND g.folded IN (SELECT value FROM json_each($tags))))`;
