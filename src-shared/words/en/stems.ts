/** What the instrument check says of a stem. */
export const stems = {
  thisPlayer: 'this player',
  withArticle: (name: string) => `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`,
  /** `names`: `a horn`, the most probable first. */
  undeclared: (names: readonly string[]) =>
    `An instrument that nobody declared seems to play: perhaps ${names.join(' or ')}.`,
  undeclaredAdvice:
    'Part of it is in the rest, the remainder in the other stems. If it really plays, add it to the players and separate again.',
  likeness: (instrument: string, probability: string) => `${instrument}, ${probability}`,
  faint: (player: string) => `doubtful: it contains hardly anything of ${player}`,
  mixed: (text: string) => `doubtful: ${text}, but is probably mixed with others`,
  /** `text` is a verdict: `sounds like viola, 0.93`. */
  it: (text: string) => `It ${text}.`,
  perhapsNobody: 'Perhaps nobody plays it: listen, or separate again without it.',
  below: (db: number) => `It is ${db} dB below the loudest player’s stem.`,
  expected: (db: string) => `Its expected SDR is about ${db} dB.`,
  scale: 'The number is the estimated share of the stem that this instrument contributes, from 0 to 1.',
  like: (what: string) => `sounds like ${what}`,
  moreLike: (what: string) => `sounds more like ${what}`,
  ownIs: (what: string) => `The declared instrument: ${what}.`,
  checkMixUp: 'Listen for players that the model confused.',
  unsure: 'not clear what it sounds like',
  unsureDetail: 'The check can’t tell whether this is the declared instrument: listen to the stem.',
  silent: 'nearly silent',
  silentDetail: 'Nothing in this stem is loud enough to tell what it sounds like.',
};
