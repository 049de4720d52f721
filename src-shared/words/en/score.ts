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
};
