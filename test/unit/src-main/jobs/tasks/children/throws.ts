/** A real child that breaks as soon as it is spoken to. */
process.on('message', () => {
  throw new Error('a bug on purpose');
});
