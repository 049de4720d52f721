import { count } from './plural.ts';

/** Tags, and what Divisi proposes for them. */
export const tags = {
  title: 'Tags',
  lead: 'Genre, articulation, hall, anything: tag a few items, and Divisi proposes others that sound like them.',
  none: 'No tags yet',
  noneText:
    'Open a recording and tag it, one of its stems or an excerpt. The tag appears here with all its items.',
  noItems: (tag: string) => `Nothing is tagged “${tag}”`,
  chooseOther: 'Choose another tag.',
  of: (title: string) => `Tags of ${title}`,
  removeFrom: (tag: string, title: string) => `Remove the tag ${tag} from ${title}`,
  addTo: (title: string) => `Add a tag to ${title}`,
  add: 'Add a tag',
  tag: 'Tag',
  newTag: 'New tag',
  delete: 'Delete',
  tagged: 'Tagged',
  takeFrom: (title: string) => `Remove the tag from ${title}`,
  take: 'Remove tag',
  refused: (n: number) => `${count(n, 'item')} that you refused`,
  unrefuseItem: (title: string) => `Stop refusing ${title}`,
  unrefuse: 'Stop refusing',
  deleteTitle: (tag: string) => `Delete the tag “${tag}”?`,
  deleteAction: 'Delete tag',
  deleteText: (n: number) =>
    `Divisi removes it from ${count(n, 'item')} and forgets what you refused. The items themselves stay.`,
  rename: {
    title: 'Rename tag',
    label: 'Tag',
    needsName: 'A tag needs a name',
    merges: (other: string) => `“${other}” exists: the two tags merge.`,
    merge: 'Merge',
  },
  proposals: {
    title: 'Proposed',
    learn: (n: number) => `Learn from ${count(n, 'answer')}`,
    again: 'Propose again',
    comparing: 'Comparing',
    comparingNow: 'Comparing…',
    untested: 'There are too few examples to tell how often this is right: listen before you accept.',
    isTagged: (title: string, tag: string) => `“${title}” is tagged ${tag}`,
    notAgain: (title: string) => `“${title}” will not be proposed again`,
    none: 'Nothing else sounds similar enough.',
    keys: 'Keys: ↑ ↓ choose, Space listen, A accept, R refuse.',
    list: (tag: string) => `Proposed for ${tag}`,
    withConfidence: (title: string, value: string) => `${title}, confidence ${value}`,
    confidence: 'Confidence, from 0 to 1',
    acceptItem: (title: string) => `Accept: tag ${title}`,
    accept: 'Accept',
    refuseItem: (title: string) => `Refuse the tag for ${title}`,
    refuse: 'Refuse',
  },
  trust: {
    logistic: 'logistic regression',
    neighbours: 'nearest neighbours',
    useless: (tenths: number) =>
      `No better than guessing so far: it was ${right(tenths)} of the examples it had not seen. Tag more items, and more varied ones.`,
    tested: (tenths: number) => `On examples it had not seen, it was ${right(tenths)}.`,
    fewRecordings: 'The examples come from too few recordings to test across them, so expect less.',
    figures: (f1: string, method: string) => `Weighted F1 ${f1} by ${method}`,
    validated: (examples: number, folds: number, byRecording: boolean) =>
      `cross-validated on ${count(examples, 'example')} in ${count(folds, 'fold')}${byRecording ? ', each recording in one of them' : ''}`,
    majority: (value: string) => `always giving the commoner answer would score ${value}.`,
    tooFew: (n: number, more: number) =>
      `${n === 0 ? 'No item' : `Only ${count(n, 'item')}`} with this tag can be compared yet. Tag ${more} more, and Divisi proposes others that sound similar.`,
    allTagged: 'Every item that could be compared has this tag.',
    nearlyAllTagged: 'Nearly every item that could be compared has this tag.',
    needsOthers:
      'Import or separate something that should not have it, so that Divisi can learn the difference.',
    refusedOnes: (n: number) => `${n} that you refused`,
    untagged: (n: number) => `${n} without the tag`,
    learnt: (items: number, recordings: number, against: readonly string[]) =>
      `Learned from ${count(items, 'item')} of ${count(recordings, 'recording')} with the tag, against ${against.join(' and ')}.`,
  },
};

function right(tenths: number): string {
  return tenths >= 10 ? 'right for nearly all' : `right for about ${tenths} of 10`;
}
