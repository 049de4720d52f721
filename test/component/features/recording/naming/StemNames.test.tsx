import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { StemNames } from '../../../../../src-renderer/features/recording/naming/StemNames.tsx';
import { AuditionContext, type Audition } from '../../../../../src-renderer/ui/audition.ts';
import { newStemId } from '../../../../../src-shared/project/ids.ts';
import { ensembleOf, type DeclaredInstrument } from '../../../../../src-shared/project/players.ts';
import { readySeparation } from '../../../../support/separation.ts';
import '../../../styles.ts';

const host = vi.hoisted(() => ({
  versions: [] as unknown[],
  name: vi.fn(),
  use: vi.fn(),
  confirmNames: vi.fn(),
}));
vi.mock('../../../../../src-renderer/api/client.ts', () => ({
  api: {
    stemVersions: {
      list: () => Promise.resolve(host.versions),
      ...{ name: host.name, use: host.use, confirmNames: host.confirmNames },
    },
  },
}));
vi.mock('../../../../../src-renderer/api/store.ts', () => ({
  useJobs: () => [],
  noteQueued: () => Promise.resolve(),
}));
vi.mock('../../../../../src-renderer/api/notes.ts', () => ({
  useNotesOf: () => ({
    data: { revision: 0, hash: null, document: null, linesNamed: false, score: null },
    error: null,
  }),
}));
vi.mock('../../../../../src-renderer/api/media.ts', () => ({
  fetchPeaks: (_: string, { buckets }: { buckets: number }) =>
    Promise.resolve({
      channels: 1,
      buckets,
      ready: 0,
      frames: 0,
      data: new Int16Array(2 * buckets).fill(900),
    }),
}));

const RATE = 44_100;
function separationOf(instruments: readonly DeclaredInstrument[], version = 0) {
  const players = ensembleOf([...instruments]);
  const base = readySeparation({ players, version, from: 0, to: 30 * RATE });
  const [like] = base.stems;
  if (like === undefined) throw new Error('the example has no stem');
  const stems = players.map(({ id: name, label, instrument }) => ({
    ...like,
    ...{ id: newStemId(), name, label, instrument, isRest: false, sampleRate: RATE, frames: 30 * RATE },
  }));
  return { ...base, stems };
}
const audition: Audition = {
  ...{ key: null, request: null, status: 'idle', failure: null, play: vi.fn(), stop: vi.fn() },
  position: () => null,
};
const names = (separation: ReturnType<typeof separationOf>) => (
  <AuditionContext.Provider value={audition}>
    <StemNames separation={separation} readOnly={false} />
  </AuditionContext.Provider>
);

const createdAt = '2026-11-01T10:00:00.000Z';
const original = { version: 0, parent: null, createdAt, edit: { kind: 'original' } };

beforeEach(() => {
  host.versions = [original];
  host.confirmNames.mockReset().mockImplementation(({ version }: { version: number }) => {
    host.versions = (host.versions as (typeof original)[]).map((each) =>
      each.version === version ? { ...each, edit: { ...each.edit, confirmed: true } } : each,
    );
    return Promise.resolve();
  });
  host.name.mockReset().mockResolvedValue({ jobId: 'job' });
  host.use.mockReset().mockResolvedValue(undefined);
});

test('asks who is who in a string quartet, and names all stems by one call', async () => {
  const separation = separationOf(['violin', 'violin', 'viola', 'cello']);
  await render(names(separation));
  await expect
    .element(page.getByText(/where players sound alike: Violin 1, Violin 2, Viola\./))
    .toBeVisible();
  await page.getByRole('button', { name: 'Name the players…' }).click();
  await expect.element(page.getByRole('button', { name: /Listen to the stem Cello/ })).toBeVisible();
  await userEvent.selectOptions(page.getByLabelText('Who plays the stem Viola?'), 'Violin 1');
  await page.getByRole('button', { name: 'Apply the names' }).click();
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  const [one, , viola] = separation.stems;
  expect(host.name).toHaveBeenCalledWith({
    separationId: separation.id,
    sounds: [
      { stem: viola?.id, sound: one?.id },
      { stem: one?.id, sound: viola?.id },
    ],
  });
});

test('says that the players are named, and takes it back', async () => {
  const separation = separationOf(['violin', 'violin'], 2);
  const [one, other] = separation.stems.map(({ id }) => id);
  const edit = {
    ...{ kind: 'named', from: 0, to: 30 * RATE, notes: { before: 'a', after: 'b' } },
    sounds: [
      { stem: one, sound: other },
      { stem: other, sound: one },
    ],
  };
  const version = { version: 2, parent: 1, createdAt: '2026-11-01T10:00:00.000Z', edit };
  host.versions = [version];
  await render(names(separation));
  await expect.element(page.getByText(/and the notes went with them/)).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(host.use).toHaveBeenCalledWith({ separationId: separation.id, version: 1 });
  await page.getByRole('button', { name: 'The names are right' }).click();
  expect(host.confirmNames).toHaveBeenCalledWith({ separationId: separation.id, version: 2 });
  await expect.element(page.getByText(/and the notes went with them/)).not.toBeInTheDocument();
});

test('asks no more once the names are confirmed as they are', async () => {
  const separation = separationOf(['violin', 'violin']);
  const screen = await render(names(separation));
  await page.getByRole('button', { name: 'Name the players…' }).click();
  await page.getByRole('button', { name: 'The names are right' }).click();
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  await expect.element(page.getByText(/where players sound alike/)).not.toBeInTheDocument();
  expect(host.name).not.toHaveBeenCalled();
  await screen.unmount();
  const { container } = await render(names(separation));
  await vi.waitFor(() => expect(container.textContent).toBe(''));
});

test('asks nothing where every player has an instrument of their own', async () => {
  const { container } = await render(names(separationOf(['violin', 'viola', 'cello'])));
  expect(container.textContent).toBe('');
});
