import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { packagedLicences } from './scripts/pack/licences.ts';
import { LICENCES_PATH } from './src-shared/contract/licences.ts';

/** Where `divisi serve` listens by default. */
const HOST = 'http://127.0.0.1:4847';

/** The licences that "About" shows, beside the built page. */
const licences: Plugin = {
  name: 'divisi:licences',
  generateBundle() {
    const source = JSON.stringify(packagedLicences(import.meta.dirname));
    this.emitFile({ type: 'asset', fileName: LICENCES_PATH.slice(1), source });
  },
};

const LEAST_COMPRESSED = 1024;

/** A compressed copy beside each text of the built page, for `divisi serve`. */
const compressed: Plugin = {
  name: 'divisi:compressed',
  async writeBundle({ dir }, bundle) {
    for (const name of Object.keys(bundle)) {
      if (dir === undefined || !/\.(?:js|css|html|json|svg)$/.test(name)) continue;
      const content = await readFile(join(dir, name));
      if (content.length >= LEAST_COMPRESSED)
        await writeFile(join(dir, `${name}.br`), brotliCompressSync(content));
    }
  },
};

/**
 * The same files are served by 127.0.0.1:PORT and by divisi://app/, both from the root and under a strict
 * Content-Security-Policy: nothing is inlined, neither scripts nor styles nor `data:` assets.
 */
export default defineConfig({
  root: 'src-renderer',
  base: '/',
  plugins: [react(), licences, compressed],
  publicDir: false,
  worker: { format: 'es' },
  experimental: {
    // A participant's page lies below a link of its own, and so do the files that it may load.
    renderBuiltUrl: (file, { hostId, hostType }) =>
      hostType === 'html' && hostId.endsWith('test.html') ? `./${file}` : undefined,
  },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    rolldownOptions: { input: ['src-renderer/index.html', 'src-renderer/test.html'] },
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    chunkSizeWarningLimit: 1500,
  },
  // `npm run dev` beside a running `divisi serve`: sign in at the address that it printed, then open Vite's.
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      ['/rpc', '/media', '/files'].map((path) => [
        path,
        { target: HOST, ws: true, changeOrigin: true, rewriteWsOrigin: true, headers: { origin: HOST } },
      ]),
    ),
  },
});
