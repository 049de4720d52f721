import { count } from './plural.ts';

/** Markers and regions in the editor, and the overview of the whole work. */
export const regions = {
  title: 'Markers and regions',
  listButton: (n: number) => (n === 0 ? 'Markers' : `Markers (${n})`),
  count: (n: number) => count(n, 'marker'),
  marker: (n: number) => `Marker ${n}`,
  region: (n: number) => `Region ${n}`,
  markerAt: (name: string, time: string) => `${name}, marker at ${time}`,
  regionFrom: (name: string, from: string, to: string) => `${name}, region from ${from} to ${to}`,
  hint: (name: string, time: string) =>
    `${name}, ${time}. Drag to move, double-click to rename, right-click for more.`,
  add: 'Set (M)',
  empty: 'M sets a marker at the playhead. With a passage selected, it makes a region of it.',
  goTo: 'Go to',
  loop: 'Loop',
  loopOf: (name: string) => `Loop ${name}`,
  select: 'Select',
  show: 'Zoom to it',
  exportRegion: 'Export…',
  saveExcerpt: 'Save as excerpt…',
  remove: 'Delete',
  more: (name: string) => `More for ${name}`,
  renameMarker: 'Rename marker',
  renameRegion: 'Rename region',
  name: 'Name',
  noName: 'Enter a name.',
  excerpts: 'Excerpts in the library',
  excerptOf: (name: string, stem: string) => `${name} (${stem})`,
  overview: 'Waveform of the whole work',
  visiblePart: 'Visible part',
  fromTo: (from: string, to: string) => `${from} to ${to}`,
};
