/** Listeners and their audiograms. */
export const listeners = {
  title: 'Listeners',
  lead: 'How well people hear: their audiograms, for fittings, measures and studies.',
  add: 'New listener',
  import: 'Import JSON or CSV',
  export: 'Export all',
  none: 'No listeners yet',
  noneText:
    'Enter an audiogram, or import listeners from the JSON of the Clarity and Cadenza challenges or from a table with the columns listener, ear, 250, 500 and so on.',
  unsaved: 'not saved',
  save: 'Save',
  code: 'Code',
  codeHint: 'Give a code such as L1, never a name.',
  ears: { left: 'Left', right: 'Right' },
  columns: { left: 'Left (X)', right: 'Right (O)' },
  standardFor: { left: 'Left ear from a standard', right: 'Right ear from a standard' },
  chooseStandard: 'Choose…',
  levels: 'Hearing levels in dB HL',
  frequency: 'Hz',
  level: (ear: string, hz: number) => `${ear} ear at ${hz} Hz, in dB HL`,
  notValid: 'Each ear needs levels at two frequencies or more, from −20 to 130 dB HL.',
  chartOf: (name: string) =>
    `Audiogram of ${name}: O in red for the right ear, X in blue for the left ear; frequency to the right, hearing level downward`,
  audiogramOf: (name: string) => `Audiogram of ${name}`,
  privacy:
    'Listeners are kept in this library only, under their codes, and in its backups. Exporting and removing them is up to you.',
  replace: 'Replace',
  replaceTitle: (listeners: number) =>
    listeners === 1 ? 'Replace an audiogram?' : `Replace ${listeners} audiograms?`,
  replaceText: (names: string) =>
    `The library has listeners of these codes with other audiograms, which are deleted: ${names}. Earlier backups of the library keep them.`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: 'The audiogram is deleted. Earlier backups of the library keep it.',
};
