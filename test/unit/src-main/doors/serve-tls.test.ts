import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../../src-main/doors/serve/limits.ts';
import { startServer } from '../../../../src-main/doors/serve/server.ts';
import { tempDir } from '../../../support/temp.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

test.skipIf(!hasOpenssl)(
  'with a certificate the link is https and the cookie bound to it (needs openssl)',
  async () => {
    const folder = tempDir();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const made = spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '1',
      '-subj',
      '/CN=lab.example',
      '-keyout',
      key,
      '-out',
      cert,
    ]);
    expect(made.status, String(made.stderr)).toBe(0);
    mkdirSync(join(folder, 'renderer'));
    writeFileSync(join(folder, 'renderer', 'index.html'), 'x');
    const server = await startServer({
      router: {},
      participants: null,
      media: async () => new Response(null),
      grantUpload: () => {
        throw new Error('not asked for');
      },
      resolveDownload: () => {
        throw new Error('not asked for');
      },
      rendererDir: join(folder, 'renderer'),
      spoolDir: join(folder, 'spool'),
      uploadsInUse: () => [],
      address: '0.0.0.0',
      ports: [0],
      tls: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') },
      allowHosts: ['lab.example'],
      limits: DEFAULT_LIMITS,
      log: () => undefined,
    });
    try {
      const url = new URL(server.url);
      expect([url.protocol, url.hostname]).toEqual(['https:', 'lab.example']);
      const answer = await new Promise<{ status: number; cookie: string }>((resolve, reject) => {
        request(
          {
            host: '127.0.0.1',
            port: server.port,
            path: url.pathname + url.search,
            headers: { host: url.host },
            rejectUnauthorized: false,
          },
          (response) => {
            response.resume();
            resolve({
              status: response.statusCode ?? 0,
              cookie: response.headers['set-cookie']?.[0] ?? '',
            });
          },
        )
          .on('error', reject)
          .end();
      });
      expect(answer.status).toBe(200);
      expect(answer.cookie).toMatch(/^__Host-divisi-\d+=.*; HttpOnly; SameSite=Strict; Secure$/);
    } finally {
      await server.close();
    }
  },
);
