import type { ProjectDocument, Track } from '../project/document.ts';

/** What an exported file is called before a file system has its say, and the title written into it. */
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
