/** Whose each stem is, where the names that a model gave them may be wrong. */
export const naming = {
  title: 'Who is who?',
  text: (players: string) =>
    `Stems may have each other’s names where players sound alike: ${players}. Listen to each where it is clearest, and say whose it is.`,
  open: 'Name the players…',
  dialog: 'Name the players',
  dialogText: 'Each stem plays alone where it is clearest. If it is somebody else’s, choose whose it is.',
  clip: (stem: string, at: string) => `the stem ${stem} at ${at}`,
  at: (at: string) => `clearest at ${at}`,
  looking: (stem: string) => `Looking for where ${stem} is clearest`,
  silent: 'silent',
  whose: (stem: string) => `Who plays the stem ${stem}?`,
  is: (stem: string, player: string) => `${stem} is ${player}`,
  unchanged: 'Every stem keeps its name.',
  exchanged: 'The sounds change places as a new version of the stems. They still sum to the recording.',
  apply: 'Apply the names',
  confirm: 'The names are right',
  applying: 'Naming the stems',
  named: 'The players are named',
  namedText: (hasNotes: boolean): string =>
    hasNotes
      ? 'The stems have the names that you gave them, and the notes went with them.'
      : 'The stems have the names that you gave them.',
  undo: 'Undo',
  again: 'Name them again…',
};
