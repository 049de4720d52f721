/** Recordings, stems and excerpts in lists. */
export const items = {
  kinds: { recording: 'Recording', stem: 'Stem', excerpt: 'Excerpt' },
  item: 'Item',
  instruments: 'Instruments',
  stemOf: (recording: string) => `Stem of ${recording}`,
  excerptOf: (from: string, to: string, recording: string) => `Excerpt ${from}–${to} of ${recording}`,
  excerptOfStem: (from: string, to: string, recording: string) =>
    `Excerpt ${from}–${to} from a stem of ${recording}`,
  titleIn: (title: string, recording: string) => `${title}, ${recording}`,
  tagsOf: (title: string) => `tags of ${title}`,
};
