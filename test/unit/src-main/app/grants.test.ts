import { mkdirSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findAudio } from '../../../../src-main/app/find-audio.ts';
import { GRANT_LIFE_MS, Grants } from '../../../../src-main/app/grants.ts';
import { newGrantId } from '../../../../src-shared/project/ids.ts';
import { tempDir } from '../../../support/temp.ts';

const code = (value: string) => expect.objectContaining({ code: value });

/** `outer/secret.wav` beside `outer/music/{a.wav, sub/b.wav}`. */
function folders() {
  const outer = realpathSync(tempDir());
  const music = join(outer, 'music');
  mkdirSync(join(music, 'sub'), { recursive: true });
  for (const path of ['secret.wav', 'music/a.wav', 'music/sub/b.wav']) writeFileSync(join(outer, path), 'x');
  return { outer, music };
}

describe('grants', () => {
  it('stand for a path that they do not tell', () => {
    const { music } = folders();
    const grants = new Grants();
    const granted = grants.grantPath(join(music, 'a.wav'), { kind: 'file', access: 'read' });
    expect(granted).toEqual({ grantId: granted.grantId, name: 'a.wav', kind: 'file', bytes: 1 });
    expect(JSON.stringify(granted)).not.toContain('music');
    expect(grants.resolve(granted.grantId, 'read')).toEqual({
      path: join(music, 'a.wav'),
      name: 'a.wav',
      kind: 'file',
      temporary: false,
    });
    expect(grants.grantPath(join(music, 'a.wav'), { kind: 'file', access: 'read' })).toEqual(granted);
  });

  it('are needed: no other id opens anything, nor another access', () => {
    const { music } = folders();
    const grants = new Grants();
    expect(() => grants.resolve(newGrantId(), 'read')).toThrow(code('file/not-granted'));
    const { grantId } = grants.grantPath(music, { kind: 'folder', access: 'read' });
    expect(() => grants.resolve(grantId, 'write')).toThrow(code('file/not-granted'));
    const both = grants.grantPath(music, { kind: 'folder', access: 'read-write' });
    expect(grants.resolve(both.grantId, 'write').path).toBe(music);
  });

  it('need something to be there, of the kind that was said', () => {
    const { music } = folders();
    const grants = new Grants();
    expect(() => grants.grantPath(music, { kind: 'file', access: 'read' })).toThrow(code('file/not-found'));
    expect(() => grants.grantPath(join(music, 'a.wav'), { kind: 'folder', access: 'read' })).toThrow(
      code('file/not-found'),
    );
    const { grantId } = grants.grantPath(join(music, 'a.wav'), { kind: 'file', access: 'read' });
    rmSync(join(music, 'a.wav'));
    expect(() => grants.resolve(grantId, 'read')).toThrow(code('file/not-found'));
  });

  it('expire when nobody uses them', () => {
    const { music } = folders();
    let now = 0;
    const grants = new Grants(() => now);
    const { grantId } = grants.grantPath(music, { kind: 'folder', access: 'read' });
    now += GRANT_LIFE_MS;
    expect(grants.resolve(grantId, 'read').path).toBe(music);
    now += GRANT_LIFE_MS;
    expect(grants.resolve(grantId, 'read').path).toBe(music);
    now += GRANT_LIFE_MS + 1;
    expect(() => grants.resolve(grantId, 'read')).toThrow(code('file/not-granted'));
    expect(grants.grantPath(music, { kind: 'folder', access: 'read' }).grantId).not.toBe(grantId);
  });

  it('cover what lies under a folder and nothing else', async () => {
    const { outer, music } = folders();
    const grants = new Grants();
    const { grantId } = grants.grantPath(music, { kind: 'folder', access: 'read' });
    await expect(grants.resolveUnder(grantId, 'sub/b.wav', 'read')).resolves.toBe(join(music, 'sub/b.wav'));
    await expect(grants.resolveUnder(grantId, 'sub/../a.wav', 'read')).resolves.toBe(join(music, 'a.wav'));
    for (const escape of [
      '../secret.wav',
      'sub/../../secret.wav',
      join(outer, 'secret.wav'),
      '../music-2/a.wav',
    ]) {
      await expect(grants.resolveUnder(grantId, escape, 'read')).rejects.toEqual(code('file/not-granted'));
    }
    await expect(grants.resolveUnder(grantId, 'none.wav', 'read')).rejects.toEqual(code('file/not-found'));
    await expect(grants.resolveUnder(grantId, 'a.wav', 'write')).rejects.toEqual(code('file/not-granted'));
  });

  it('do not follow a link out of the folder', async () => {
    const { outer, music } = folders();
    symlinkSync(join(outer, 'secret.wav'), join(music, 'link.wav'));
    symlinkSync(outer, join(music, 'up'));
    symlinkSync(join(music, 'a.wav'), join(music, 'inside.wav'));
    const grants = new Grants();
    const { grantId } = grants.grantPath(music, { kind: 'folder', access: 'read' });
    await expect(grants.resolveUnder(grantId, 'link.wav', 'read')).rejects.toEqual(code('file/not-granted'));
    await expect(grants.resolveUnder(grantId, 'up/secret.wav', 'read')).rejects.toEqual(
      code('file/not-granted'),
    );
    await expect(grants.resolveUnder(grantId, 'inside.wav', 'read')).resolves.toBe(join(music, 'a.wav'));
  });

  it('do not follow a link that was put in the place of what was granted', () => {
    const { outer, music } = folders();
    const grants = new Grants();
    const file = grants.grantPath(join(music, 'a.wav'), { kind: 'file', access: 'read' });
    const folder = grants.grantPath(join(music, 'sub'), { kind: 'folder', access: 'read' });
    rmSync(join(music, 'a.wav'));
    symlinkSync(join(outer, 'secret.wav'), join(music, 'a.wav'));
    renameSync(join(music, 'sub'), join(music, 'moved'));
    symlinkSync(outer, join(music, 'sub'));
    expect(() => grants.resolve(file.grantId, 'read')).toThrow(code('file/not-granted'));
    expect(() => grants.resolve(folder.grantId, 'read')).toThrow(code('file/not-granted'));
  });
});

describe('findAudio', () => {
  it('finds audio in order of names, at any depth, hidden and other files left out', async () => {
    const { music } = folders();
    for (const name of ['10.FLAC', '9.flac', 'notes.txt', '.hidden.wav', '二重奏 🎻.ogg'])
      writeFileSync(join(music, name), 'x');
    const { files, leftOut } = await findAudio(music);
    expect(leftOut).toEqual([
      { reason: 'hidden', extension: '', count: 1, examples: ['.hidden.wav'] },
      { reason: 'kind', extension: '.txt', count: 1, examples: ['notes.txt'] },
    ]);
    expect(files.map(({ path }) => path.slice(music.length + 1))).toEqual([
      '9.flac',
      '10.FLAC',
      'a.wav',
      'sub/b.wav',
      '二重奏 🎻.ogg',
    ]);
  });

  it('stays inside and does not walk in circles', async () => {
    const { outer, music } = folders();
    symlinkSync(outer, join(music, 'up'));
    symlinkSync(join(outer, 'secret.wav'), join(music, 'link.wav'));
    symlinkSync(music, join(music, 'sub', 'again'));
    const { files, leftOut } = await findAudio(music);
    expect(files.map(({ path }) => path)).toEqual([join(music, 'a.wav'), join(music, 'sub', 'b.wav')]);
    expect(leftOut).toEqual([{ reason: 'outside', extension: '', count: 2, examples: ['link.wav', 'up'] }]);
    const anywhere = await findAudio(music, 'anywhere');
    expect(anywhere.files.map(({ path }) => path)).toContain(join(outer, 'secret.wav'));
  });

  it('follows links inside of it, as git-annex makes them, by their own names', async () => {
    const { music } = folders();
    mkdirSync(join(music, '.git', 'annex'), { recursive: true });
    writeFileSync(join(music, '.git', 'annex', 'k.wav'), 'x');
    symlinkSync('.git/annex/k.wav', join(music, 'take1.wav'));
    symlinkSync('a.wav', join(music, 'A again.wav'));
    symlinkSync('nowhere.wav', join(music, 'gone.wav'));
    const { files, leftOut } = await findAudio(music);
    expect(files.map(({ name }) => name)).toEqual(['a.wav', 'b.wav', 'take1.wav']);
    expect(leftOut).toEqual([
      { reason: 'twice', extension: '', count: 1, examples: ['A again.wav'] },
      { reason: 'broken', extension: '', count: 1, examples: ['gone.wav'] },
    ]);
  });

  it.skipIf(process.platform !== 'linux')(
    'names what it can not open by its name (skipped where the file system refuses such names)',
    async () => {
      const { music } = folders();
      writeFileSync(
        Buffer.concat([Buffer.from(`${music}/caf`), Buffer.from([0xe9]), Buffer.from('.wav')]),
        'x',
      );
      const { leftOut } = await findAudio(music);
      expect(leftOut).toEqual([{ reason: 'name', extension: '', count: 1, examples: ['caf\ufffd.wav'] }]);
    },
  );

  it('says that there is none', async () => {
    await expect(findAudio(tempDir())).rejects.toEqual(code('file/not-found'));
  });
});
