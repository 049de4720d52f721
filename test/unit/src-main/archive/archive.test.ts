import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { deflateRawSync, crc32 } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { openArchive } from '../../../../src-main/archive/read-archive.ts';
import { writeArchive } from '../../../../src-main/archive/write-archive.ts';
import { tempFolder } from '../../../support/temp.ts';

const folder = tempFolder();
afterAll(() => folder.remove());
const at = (name: string): string => join(folder.path, name);
const never = new AbortController().signal;
const LIMITS = { entries: 5, entryBytes: 2000, bytes: 3000 };

/** A ZIP archive of one entry with whatever name and sizes. */
function zipOf(name: string, content: Buffer, claimed = content.length): Buffer {
  const packed = deflateRawSync(content);
  const path = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(crc32(content), 14);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(claimed, 22);
  local.writeUInt16LE(path.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  local.copy(central, 10, 8, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + path.length, 12);
  end.writeUInt32LE(local.length + path.length + packed.length, 16);
  return Buffer.concat([local, path, packed, central, path, end]);
}

function written(name: string, bytes: Buffer): string {
  writeFileSync(at(name), bytes);
  return at(name);
}

describe('an archive', () => {
  test('gives back what was written, and the same entries give the same bytes', async () => {
    const sound = written('sound.bin', Buffer.from(Array.from({ length: 1500 }, (_, n) => n % 251)));
    const entries = [
      { name: 'archive.json', bytes: Buffer.from('{"a": 1}') },
      { name: 'recordings/1.wav', path: sound },
    ];
    await writeArchive(at('one.zip'), entries, never);
    await writeArchive(at('two.zip'), entries, never);
    const sha = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
    expect(sha(at('one.zip'))).toBe(sha(at('two.zip')));
    const archive = await openArchive(at('one.zip'), LIMITS);
    expect(archive.names).toEqual(['archive.json', 'recordings/1.wav']);
    expect((await archive.read('archive.json', 100)).toString()).toBe('{"a": 1}');
    await archive.extract('recordings/1.wav', at('out.bin'), never);
    expect(readFileSync(at('out.bin'))).toEqual(readFileSync(sound));
    await expect(archive.read('recordings/1.wav', 100)).rejects.toMatchObject({ code: 'file/too-large' });
    await expect(archive.read('other', 100)).rejects.toMatchObject({ code: 'file/unreadable' });
    archive.close();
  });

  test('a file that is not there leaves no archive behind', async () => {
    await expect(
      writeArchive(at('none.zip'), [{ name: 'a', path: at('missing') }], never),
    ).rejects.toMatchObject({ code: 'disk/unwritable' });
    expect(existsSync(at('none.zip'))).toBe(false);
    expect(existsSync(at('none.zip.part'))).toBe(false);
  });

  test.each(['../up', '/etc/passwd', 'a/../../b', 'a\\..\\b', 'C:/x', '.hidden', 'a//b', 'a b', 'ä', ''])(
    'refuses an entry named %j',
    async (name) => {
      const path = written('evil.zip', zipOf(name, Buffer.from('x')));
      await expect(openArchive(path, LIMITS)).rejects.toMatchObject({ code: 'file/unreadable' });
    },
  );

  test('refuses what unpacks to more than it says or than is allowed', async () => {
    const zeros = Buffer.alloc(100_000);
    const honest = written('bomb.zip', zipOf('a', zeros));
    await expect(openArchive(honest, LIMITS)).rejects.toMatchObject({ code: 'file/too-large' });
    const lying = await openArchive(written('liar.zip', zipOf('a', zeros, 10)), LIMITS);
    await expect(lying.read('a', 100)).rejects.toMatchObject({ code: 'file/unreadable' });
    lying.close();
  });

  test('refuses what is no archive, damaged or not there', async () => {
    await expect(openArchive(written('text.zip', Buffer.from('text')), LIMITS)).rejects.toMatchObject({
      code: 'file/unreadable',
    });
    const whole = zipOf('a', Buffer.from('some text of some length'));
    whole.fill(0xff, 31, 45);
    const damaged = await openArchive(written('damaged.zip', whole), LIMITS);
    await expect(damaged.read('a', 100)).rejects.toMatchObject({ code: 'file/unreadable' });
    damaged.close();
    await expect(openArchive(at('nowhere.zip'), LIMITS)).rejects.toMatchObject({ code: 'file/not-found' });
  });
});
