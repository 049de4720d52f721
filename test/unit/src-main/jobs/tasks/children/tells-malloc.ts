/** A real child that tells what its memory allocator was told. */
process.on('message', () => {
  process.send?.({ threshold: process.env['MALLOC_MMAP_THRESHOLD_'] ?? null });
  process.disconnect();
});
