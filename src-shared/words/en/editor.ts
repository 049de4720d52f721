export const editor = {
  muteLetter: 'M',
  soloLetter: 'S',
};
