import { createHash } from 'node:crypto';
import { z } from 'zod';
import { openArchive } from '../../src-main/archive/read-archive.ts';
import { writeArchive } from '../../src-main/archive/write-archive.ts';
import { LIMITS, Manifest } from '../../src-main/app/lab/format.ts';

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** What `divisi lab run --json` prints. */
export const Repeated = z.object({
  identical: z.boolean(),
  parts: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      compared: z.number(),
      left_out: z.array(z.string()),
      differences: z.array(
        z.object({ what: z.string(), archived: z.unknown().optional(), now: z.unknown().optional() }),
      ),
    }),
  ),
});

/** Changes one entry of an archive and corrects its hash, as somebody who forges results would. */
export async function forge(path: string, out: string, name: string, change: (text: string) => string) {
  const archive = await openArchive(path, LIMITS);
  const entries = await Promise.all(
    archive.names.map(async (entry) => ({ name: entry, bytes: await archive.read(entry, 1e9) })),
  );
  archive.close();
  const texts = new Map(entries.map((entry) => [entry.name, entry.bytes]));
  const changed = Buffer.from(change(texts.get(name)?.toString() ?? ''));
  texts.set(name, changed);
  const manifest = Manifest.parse(JSON.parse(texts.get('archive.json')?.toString() ?? ''));
  manifest.entries[name] = { sha256: sha256(changed), bytes: changed.length };
  texts.set('archive.json', Buffer.from(JSON.stringify(manifest)));
  await writeArchive(
    out,
    [...texts].map(([entry, bytes]) => ({ name: entry, bytes })),
    new AbortController().signal,
  );
}
