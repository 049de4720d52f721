import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { insidePath, libraryFolder } from '../../../../src-main/library/folder.ts';
import { isUnmade, LibraryTrust, refuseLinks } from '../../../../src-main/library/trust.ts';
import { tempDir } from '../../../support/temp.ts';

function setUp() {
  const folder = tempDir();
  const root = join(folder, 'library');
  mkdirSync(root);
  const config = join(folder, 'config');
  return { folder, root, config, notes: new LibraryTrust(config) };
}

describe('trust in a library', () => {
  it('is given by the user, noted outside the library, and taken back', () => {
    const { root, config, notes } = setUp();
    expect(notes.isTrusted(root)).toBe(false);
    notes.trust(root);
    expect(notes.isTrusted(root)).toBe(true);
    expect(new LibraryTrust(config).isTrusted(root)).toBe(true);
    expect(readdirSync(root)).toEqual(['library.id']);
    notes.revoke(root);
    expect(notes.isTrusted(root)).toBe(false);
  });

  it('does not come along with a copy, nor on another machine', () => {
    const { folder, root, notes } = setUp();
    notes.trust(root);
    const copy = join(folder, 'copy');
    cpSync(root, copy, { recursive: true });
    expect(notes.isTrusted(copy)).toBe(false);
    expect(new LibraryTrust(join(folder, 'elsewhere')).isTrusted(root)).toBe(false);
  });

  it('is not for another library that takes the place of the first', () => {
    const { folder, root, notes } = setUp();
    notes.trust(root);
    const other = join(folder, 'other');
    mkdirSync(other);
    notes.trust(other);
    rmSync(root, { recursive: true });
    renameSync(other, root);
    expect(notes.isTrusted(root)).toBe(false);
    rmSync(join(root, 'library.id'));
    expect(notes.isTrusted(root)).toBe(false);
  });

  it('is there from the start where Divisi makes the folder, and nowhere else', () => {
    const { folder, root, notes } = setUp();
    notes.claim(join(folder, 'new', 'library'));
    expect(notes.isTrusted(join(folder, 'new', 'library'))).toBe(true);
    mkdirSync(join(root, 'python'));
    notes.claim(root);
    expect(notes.isTrusted(root)).toBe(false);
  });

  it('follows links to the real folder', () => {
    const { folder, root, notes } = setUp();
    const link = join(folder, 'link');
    symlinkSync(root, link);
    notes.trust(link);
    expect(notes.isTrusted(root)).toBe(true);
  });

  it('does not believe a note that is damaged', () => {
    const { root, config, notes } = setUp();
    notes.trust(root);
    const [name = ''] = readdirSync(join(config, 'trusted-libraries'));
    const note = join(config, 'trusted-libraries', name);
    for (const text of ['', '{}', '{"path":', readFileSync(note, 'utf8').replace('library', 'libr')]) {
      writeFileSync(note, text);
      expect(notes.isTrusted(root)).toBe(false);
    }
  });

  it('is asked for wherever something lay in the folder before', () => {
    const { folder, root } = setUp();
    expect(isUnmade(root)).toBe(true);
    expect(isUnmade(join(folder, 'absent'))).toBe(true);
    mkdirSync(join(root, 'python'));
    expect(isUnmade(root)).toBe(false);
    expect(existsSync(join(folder, 'absent'))).toBe(false);
  });

  it('refuses folders that are links to somewhere else', () => {
    const { folder, root } = setUp();
    mkdirSync(join(root, 'serve'));
    expect(() => refuseLinks(root)).not.toThrow();
    symlinkSync(folder, join(root, 'serve', 'uploads'));
    expect(() => refuseLinks(root)).toThrow(/"uploads" is a link/);
  });
});

describe('a file of the library’s own', () => {
  it('lies inside it, whatever its row says', () => {
    const folder = libraryFolder('/data/library');
    expect(insidePath(folder, 'stems/sep_1/viola.wav')).toBe('/data/library/stems/sep_1/viola.wav');
    for (const stored of ['/etc/passwd', '../x.wav', 'stems/../../x.wav', '/data/library/../x']) {
      expect(() => insidePath(folder, stored)).toThrow(/lies outside/);
    }
  });
});
