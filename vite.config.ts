import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The same files are served by 127.0.0.1:PORT and by divisi://app/, both from the root and under a strict
 * Content-Security-Policy: nothing is inlined, neither scripts nor styles nor `data:` assets.
 */
export default defineConfig({
  root: 'src-renderer',
  base: '/',
  plugins: [react()],
  publicDir: false,
  worker: { format: 'es' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    chunkSizeWarningLimit: 1500,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/rpc': { target: 'ws://127.0.0.1:4173', ws: true },
      '/media': 'http://127.0.0.1:4173',
      '/files': 'http://127.0.0.1:4173',
    },
  },
});
