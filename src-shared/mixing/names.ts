import type { ProjectDocument, Track } from '../project/document.ts';

/** An exported file's name before sanitising for the file system, and the title for its metadata. */
export interface ExportName {
  readonly name: string;
  readonly title: string;
}

export function mixName(document: Pick<ProjectDocument, 'title'>): ExportName {
  return { name: document.title, title: document.title };
}

export function stemName(document: Pick<ProjectDocument, 'title'>, track: Pick<Track, 'name'>): ExportName {
  return { name: track.name, title: `${document.title} - ${track.name}` };
}
