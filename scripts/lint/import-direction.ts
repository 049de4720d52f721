/**
 * Enforces the import directions between houses (ARCHITECTURE.md). A file's location determines what it may import.
 */
import path from 'node:path';
import type { Rule } from 'eslint';

type Rooms = Readonly<Record<string, readonly string[]>>;

/** Rooms of src-shared that may import only certain others. Unlisted rooms may import any. */
const SHARED_ROOMS: Rooms = {
  dsp: [],
  hearing: ['contract', 'dsp', 'format'],
  project: ['contract', 'format', 'hearing'],
  mixing: ['contract', 'dsp', 'format', 'hearing', 'project'],
};

/** What a room may import inside its house besides its own files. */
const BELOW_JOBS = [
  'separation',
  'notes',
  'listening',
  'quality',
  'hearing',
  'tags',
  'adaptation',
  'studies',
  'inference',
  'archive',
  'audio',
  'kernels',
  'library',
];
const BELOW_APP = ['jobs', ...BELOW_JOBS];
const MAIN_ROOMS: Rooms = {
  doors: ['api', 'app'],
  api: ['app'],
  app: BELOW_APP,
  jobs: BELOW_JOBS,
  separation: ['audio', 'inference', 'kernels', 'notes'],
  notes: ['audio'],
  listening: ['audio', 'inference'],
  quality: ['audio', 'inference'],
  hearing: ['audio'],
  tags: [],
  adaptation: ['audio'],
  studies: ['audio'],
  inference: [],
  archive: ['audio'],
  audio: ['kernels'],
  kernels: [],
  library: [],
};

/** src-renderer: `features` never import each other; `app` composes them. */
const RENDERER_ROOMS: Rooms = {
  app: ['api', 'document', 'engine', 'features', 'ui', 'styles', 'words'],
  features: ['api', 'document', 'engine', 'ui', 'words'],
  engine: [],
  api: ['words'],
  document: [],
  ui: ['words'],
  styles: [],
  words: [],
};

/** Packages that only one room may import. */
const SOLE_IMPORTERS = [
  { test: /^electron$/, room: 'src-main/doors' },
  { test: /^onnxruntime-/, room: 'src-main/inference' },
  { test: /^(better-sqlite3|sqlite-vec)$/, room: 'src-main/library' },
  { test: /^tone$/, room: 'src-renderer/engine' },
  { test: /^@orpc\/client/, room: 'src-renderer/api' },
];

/** src-shared must not depend on a runtime; src-renderer must not depend on Node. */
const PURE_PACKAGES = /^(zod|fft\.js|@orpc\/contract)$/;

function inside(file: string, room: string): boolean {
  return file === room || file.startsWith(`${room}/`);
}

function sharedProblem(house: string, room: string, targetRoom: string): string | null {
  const allowed = house === 'src-shared' ? SHARED_ROOMS[room] : undefined;
  return allowed === undefined || room === targetRoom || allowed.includes(targetRoom)
    ? null
    : `src-shared/${room} must not import src-shared/${targetRoom}`;
}

/** Why `from` must not import `target` (both relative to the root, or a package name), or null. */
function importProblem(from: string, target: string, isPackage: boolean): string | null {
  const [house = '', room = ''] = from.split('/');
  if (!house.startsWith('src-')) return null;
  if (isPackage) {
    const sole = SOLE_IMPORTERS.find((entry) => entry.test.test(target));
    if (sole !== undefined && !inside(from, sole.room)) return `only ${sole.room} imports ${target}`;
    if (house === 'src-shared' && !PURE_PACKAGES.test(target))
      return `src-shared runs anywhere: it can't import ${target}`;
    if (house === 'src-renderer' && target.startsWith('node:'))
      return `the renderer has no Node: it can't import ${target}`;
    return null;
  }
  const [targetHouse, targetRoom = '', targetPart] = target.split('/');
  if (targetHouse === 'src-shared') return sharedProblem(house, room, targetRoom);
  if (targetHouse !== house) return `${house} imports src-shared only, not ${targetHouse}`;
  if (room === targetRoom) {
    const part = from.split('/')[2];
    const features = house === 'src-renderer' && room === 'features';
    return features && part !== targetPart
      ? `features never import each other: ${part} imports ${targetPart}`
      : null;
  }
  const rooms = house === 'src-main' ? MAIN_ROOMS : RENDERER_ROOMS;
  const allowed = rooms[room];
  // Files directly in the house (main.tsx) start it up and may import any room.
  if (allowed === undefined) return room.includes('.') ? null : `${house}/${room} is not a room of the house`;
  return allowed.includes(targetRoom) ? null : `${house}/${room} must not import ${house}/${targetRoom}`;
}

export const importDirection: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { direction: '{{problem}}' } },
  create(context) {
    const root = context.cwd;
    const from = path.relative(root, context.filename).split(path.sep).join('/');
    const visit = (source: { value?: unknown } | null | undefined): void => {
      if (typeof source?.value !== 'string') return;
      const isPackage = !source.value.startsWith('.');
      const target = isPackage
        ? source.value
        : path.posix.normalize(path.posix.join(path.posix.dirname(from), source.value));
      const problem = importProblem(from, target, isPackage);
      if (problem !== null) {
        context.report({ node: source as Rule.Node, messageId: 'direction', data: { problem } });
      }
    };
    return {
      ImportDeclaration: (node) => visit(node.source),
      ExportNamedDeclaration: (node) => visit(node.source),
      ExportAllDeclaration: (node) => visit(node.source),
      ImportExpression: (node) => visit(node.source as { value?: unknown }),
    };
  },
};
