import { ExportMetadata, NO_METADATA } from '../contract/export.ts';
import type { Metadata } from '../contract/metadata.ts';

/** What is known about a recording, as an export writes it. The title stays empty: the recording's own stands for it. */
export function knownMetadata(recording: Metadata): ExportMetadata {
  const { composer, performers, ensemble } = recording;
  const date = ExportMetadata.shape.date.safeParse(recording.date).data ?? '';
  const played = [performers, ensemble].filter((text) => text !== '').join('; ');
  return { ...NO_METADATA, composer, performers: played.slice(0, LONGEST_LINE), date };
}

const LONGEST_LINE = 500;
