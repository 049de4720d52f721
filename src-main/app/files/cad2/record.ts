import { isDeepStrictEqual } from 'node:util';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import { HearingSchema } from '../../../../src-shared/hearing/audiogram-schema.ts';
import { DeclaredInstrument } from '../../../../src-shared/project/players.ts';
import { readText } from '../../../audio/read/regular-file.ts';
import { contentOf, FileContent } from '../../../audio/read/file-content.ts';
import { writeWhole } from '../scratch.ts';
import { existingFile } from '../source.ts';
import { Cad2Name, GainPerBand, RatioPerBand, SongName, type Cad2Scene, type Cad2Song } from './metadata.ts';
import { isThere } from './scores.ts';

const FORMAT = 2;
const Fitting = z.object({ ratios: RatioPerBand, gainsDb: GainPerBand });

/** The settings that all results in one folder share. */
const Settings = z.object({ model: z.string().nullable(), residual: z.number().min(0).max(1) });
export type Cad2Settings = z.infer<typeof Settings>;

/** `cad2.json`: all that the results in a folder follow from, by value. */
export const Cad2Document = Settings.extend({
  divisi_cad2: z.literal(FORMAT),
  songs: z.record(
    SongName,
    z.object({
      mixture: z.string(),
      from_s: z.number().nonnegative(),
      /** Null: to the end. */
      to_s: z.number().positive().nullable(),
      sources: z
        .array(z.object({ id: z.string(), instrument: DeclaredInstrument, track: z.string() }))
        .min(1),
    }),
  ),
  /** The files that were read, relative to the folder, and what was in them. */
  tracks: z.record(z.string(), FileContent.extend({ file: z.string() })),
  listeners: z.record(
    Cad2Name,
    z.object({ hearing: HearingSchema, fittings: z.object({ left: Fitting, right: Fitting }) }),
  ),
  scenes: z.record(
    Cad2Name,
    z.object({ song: SongName, gains_db: z.array(z.number()), listeners: z.array(Cad2Name) }),
  ),
});
export type Cad2Document = z.infer<typeof Cad2Document>;

export const CAD2_FILE = 'cad2.json';

/** The scenes of a document, as `readScenes` gives them. @throws Failure `file/unreadable` where it contradicts itself */
export function scenesIn({ songs, listeners, scenes }: Cad2Document): Cad2Scene[] {
  return Object.entries(scenes).map(([id, scene]) => {
    const song = songs[scene.song];
    const heardBy = scene.listeners.map((name) => ({ id: name, ...listeners[name] }));
    const complete = heardBy.flatMap(({ id: name, hearing, fittings }) =>
      hearing === undefined || fittings === undefined ? [] : [{ id: name, hearing, fittings }],
    );
    if (song?.sources.length !== scene.gains_db.length || complete.length !== heardBy.length) {
      throw new Failure('file/unreadable', `The cad2.json contradicts itself at scene "${id}"`);
    }
    return {
      id,
      song: {
        name: scene.song,
        mixture: song.mixture,
        fromS: song.from_s,
        toS: song.to_s ?? Infinity,
        sources: song.sources,
      },
      gainsDb: scene.gains_db,
      listeners: complete,
    };
  });
}

/** @throws Failure `file/unreadable`, `file/not-found` */
export async function readCad2Document(dir: string): Promise<Cad2Document> {
  return parseCad2Document(await readText(join(dir, CAD2_FILE)), `"${dir}"`);
}

/** @throws Failure `file/unreadable` */
export function parseCad2Document(text: string, where: string): Cad2Document {
  try {
    return Cad2Document.parse(JSON.parse(text));
  } catch (cause) {
    throw new Failure(
      'file/unreadable',
      `The cad2.json of ${where} was written by another version of Divisi: name another folder`,
      { cause },
    );
  }
}

/**
 * What the results in a folder follow from. A folder holds the results of one setting: with other gains, fittings or
 * music under the same names, its files would not belong together.
 */
export class Cad2Record {
  readonly #outDir: string;
  #document: Cad2Document;
  /** Tracks that were read in this call. */
  readonly #checked = new Set<string>();

  private constructor(outDir: string, document: Cad2Document) {
    this.#outDir = outDir;
    this.#document = document;
  }

  /** @throws Failure `call/invalid` for a folder of other settings, `file/unreadable` */
  static async open(outDir: string, settings: Cad2Settings): Promise<Cad2Record> {
    const empty = { songs: {}, tracks: {}, listeners: {}, scenes: {} };
    if (!(await isThere(join(outDir, CAD2_FILE)))) {
      return new Cad2Record(outDir, { divisi_cad2: FORMAT, ...settings, ...empty });
    }
    const document = await readCad2Document(outDir);
    if (!isDeepStrictEqual(Settings.parse(document), settings)) {
      throw other(outDir, 'settings');
    }
    return new Cad2Record(outDir, document);
  }

  /**
   * Records a scene, before anything of it is written.
   * @throws Failure `call/invalid` where the folder has the scene, its song or a listener otherwise, `disk/*`
   */
  async add(scene: Cad2Scene): Promise<void> {
    const { song } = scene;
    const before = this.#document;
    await this.#save({
      ...before,
      songs: { ...before.songs, [song.name]: songEntry(song) },
      listeners: {
        ...before.listeners,
        ...Object.fromEntries(
          scene.listeners.map(({ id, hearing, fittings }) => [
            id,
            { hearing, fittings: { left: fittingEntry(fittings.left), right: fittingEntry(fittings.right) } },
          ]),
        ),
      },
      scenes: {
        ...before.scenes,
        [scene.id]: {
          song: song.name,
          gains_db: [...scene.gainsDb],
          listeners: scene.listeners.map(({ id }) => id),
        },
      },
    });
  }

  /**
   * Records what is in the tracks, before anything is made from them.
   * @param trackAt where a track lies
   * @throws Failure `call/invalid` where the folder's results were made from another content, `file/*`, `disk/*`
   */
  async addTracks(names: readonly string[], trackAt: (track: string) => string): Promise<void> {
    const tracks = { ...this.#document.tracks };
    for (const name of names.filter((track) => !this.#checked.has(track))) {
      const path = await existingFile(trackAt(name));
      tracks[name] = { file: relative(this.#outDir, path), ...(await contentOf(path)) };
      this.#checked.add(name);
    }
    await this.#save({ ...this.#document, tracks });
  }

  async #save(after: Cad2Document): Promise<void> {
    this.#requireSame(after);
    if (isDeepStrictEqual(this.#document, after)) return;
    await writeWhole(join(this.#outDir, CAD2_FILE), `${JSON.stringify(after, null, 2)}\n`);
    this.#document = after;
  }

  #requireSame(after: Cad2Document): void {
    const parts = (document: Cad2Document): [string, Readonly<Record<string, unknown>>][] => [
      ['contents of the scene', document.scenes],
      ['contents of the song', document.songs],
      ['contents of the listener', document.listeners],
      ['contents of the track', contentsOf(document)],
    ];
    const now = new Map(parts(after));
    for (const [what, known] of parts(this.#document)) {
      const changed = Object.keys(known).find(
        (name) => !isDeepStrictEqual(known[name], now.get(what)?.[name]),
      );
      if (changed !== undefined) throw other(this.#outDir, `${what} "${changed}"`);
    }
  }
}

/** Wherever the tracks lie now. */
const contentsOf = ({ tracks }: Cad2Document): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tracks).map(([name, { sha256 }]) => [name, sha256]));

const songEntry = ({ mixture, fromS, toS, sources }: Cad2Song): Cad2Document['songs'][string] => ({
  mixture,
  from_s: fromS,
  to_s: Number.isFinite(toS) ? toS : null,
  sources: sources.map(({ id, instrument, track }) => ({ id, instrument, track })),
});

const fittingEntry = (fitting: {
  readonly ratios: readonly number[];
  readonly gainsDb: readonly number[];
}): z.infer<typeof Fitting> => ({ ratios: [...fitting.ratios], gainsDb: [...fitting.gainsDb] });

const other = (outDir: string, what: string): Failure =>
  new Failure(
    'call/invalid',
    `"${outDir}" has results that were made with other ${what} (cad2.json): name another folder`,
  );
