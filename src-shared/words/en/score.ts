/** The engraved score, its bars, and how it is laid along the recording. */
export const score = {
  title: 'Score',
  show: 'Show the score',
  engraving: 'Engraving the score',
  page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  picture: (page: number, pages: number, title: string) =>
    `${title === '' ? 'Score' : title}, page ${page} of ${pages}`,
  previous: 'Previous page',
  next: 'Next page',
  bar: 'Bar at the playhead: arrow keys move by a bar',
  noBar: 'No bar of the score',
  lines: 'Bar lines: arrow keys choose, Alt moves, Enter pins, Delete removes the pin',
  noBarChosen: 'No bar chosen',
  barLine: (bar: string, at: string, pinned: boolean) => `${bar} at ${at}${pinned ? ', pinned' : ''}`,
  fits: (fit: string) => `fits by ${fit}`,
  dragToPin: 'Drag to pin this bar line',
  pinHere: 'Pin to the playhead',
  unpin: 'Remove the pin',
  realigning: 'Aligning around the pin',
  formats: {
    time: 'Time',
    samples: 'Samples',
    bars: 'Bars',
    change: (shown: string) => `${shown}: press to count in something else`,
  },
  repeats: {
    title: 'Repeats that are played',
    passage: (from: string, to: string) =>
      from === to ? `Bar ${from} again` : `Bars ${from} to ${to} again`,
    apply: 'Align with these repeats',
    propose: 'Propose the repeats',
  },
  notInUse: {
    title: (file: string) => `The notes of ${file} are not in use`,
    text: 'The notes are heard ones. The bars and the page are still those of the score.',
    use: 'Use the score’s notes',
    askTitle: 'Use the score’s notes?',
    askText: 'The score is aligned again, and its notes replace the heard ones.',
  },
  spectrogram: 'Spectrogram',
  showSpectrogram: 'Show the spectrogram behind the notes',
  spectrogramOf: 'Spectrogram of the recording behind its notes',
};
