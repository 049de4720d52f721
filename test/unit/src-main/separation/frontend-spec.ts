/** The shipped model's front end. */
export const frontend = {
  type: 'stft',
  size: 2048,
  hop: 1024,
  window: 'hann',
  scaling: 'window-sum',
  input: 'magnitude',
} as const;
