import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LoudnessMeter } from '../../src-shared/dsp/loudness.ts';
import type { ScreenAnswer } from '../../src-shared/studies/answers.ts';
import { planOf } from '../../src-shared/studies/plan.ts';
import { tempDir } from '../support/temp.ts';
import { startHost } from './host-harness.ts';
import { participant, preparedStudy, RATE, writeStudy } from './study-harness.ts';

const loudness = (samples: Float32Array): number => {
  const meter = new LoudnessMeter(RATE, 1);
  meter.push([samples]);
  return meter.result().integratedLufs ?? Number.NaN;
};

describe('a listening test through the host', () => {
  it('plays level-matched sounds that nothing tells apart, and keeps every answer', async () => {
    const dir = tempDir();
    const { host, client } = await startHost(join(dir, 'library'));
    const { studyId, document, people } = await preparedStudy(host, client, dir, {
      trials: 2,
      participants: 2,
    });
    const [one, two] = people.map((person) => participant(host, person));
    const [person] = people;
    if (one === undefined || two === undefined || person === undefined)
      throw new Error('two people take part');
    const state = await one.state();
    expect(state.screens).toHaveLength(2);
    expect(state.instructions).toBe('Please listen.');

    // Not a name, id or label of a sound reaches the participant.
    const told = JSON.stringify(state);
    for (const secret of ['Mild', 'Strong', 'ref.wav', 'c1', 'hidden', 'anchor', 'Piece']) {
      expect(told).not.toContain(secret);
    }
    const plan = planOf(document, person.seed);
    const slots = plan[0]?.slots ?? [];
    const reference = await one.sound(0, 'reference');
    const sounds = await Promise.all(slots.map((_, slot) => one.sound(0, slot)));
    expect(new Set(sounds.map(({ length }) => length))).toEqual(new Set([2 * RATE]));
    expect(sounds[slots.indexOf('ref:hidden')]).toEqual(reference);
    for (const key of ['c1', 'c2']) {
      const sound = sounds[slots.indexOf(key)] ?? new Float32Array(0);
      expect(Math.abs(loudness(sound) - loudness(reference))).toBeLessThan(0.05);
    }
    // The overtone at 5 kHz is gone from the low anchor and kept in the middle one.
    const low = sounds[slots.indexOf('anchor:3.5kHz')] ?? reference;
    const middle = sounds[slots.indexOf('anchor:7kHz')] ?? reference;
    const peak = (samples: Float32Array) =>
      samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(peak(low) / peak(reference)).toBeLessThan(0.75);
    expect(peak(middle) / peak(reference)).toBeGreaterThan(0.98);

    const ratings = [100, 80, 60, 40, 20];
    const partial: ScreenAnswer = { kind: 'mushra', ratings: [100, null, null, null, null] };
    expect((await one.answer({ screen: 0, answer: partial, isFinal: true })).status).toBe(422);
    expect((await one.answer({ screen: 1, answer: partial, isFinal: false })).status).toBe(422);
    expect((await one.answer({ screen: 0, answer: partial, isFinal: false })).status).toBe(204);
    expect((await one.state()).screens[0]).toMatchObject({ isFinal: false, answer: partial });
    expect((await one.ask('finish', { questions: {} })).status).toBe(422);
    for (const who of [one, two]) {
      for (const screen of [0, 1]) {
        expect(
          (await who.answer({ screen, answer: { kind: 'mushra', ratings }, isFinal: true })).status,
        ).toBe(204);
      }
      expect((await who.ask('finish', { questions: {} })).status).toBe(204);
    }
    // A second final answer changes nothing.
    await one.answer({ screen: 0, answer: { kind: 'mushra', ratings: [0, 0, 0, 0, 100] }, isFinal: true });
    const results = await client.studies.results({ studyId });
    expect(results.listeners).toBe(2);
    expect(results.ratings?.all.conditions.map(({ n }) => n)).toEqual([4, 4, 4, 4, 4]);
    expect(results.ratings?.all.conditions.map(({ key }) => key)).toEqual([
      'ref:hidden',
      'c1',
      'c2',
      'anchor:7kHz',
      'anchor:3.5kHz',
    ]);
    const file = await client.studies.export({ studyId, format: 'csv' });
    const csv = readFileSync(join(dir, 'library', 'exports', studyId, file.name), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(csv).toHaveLength(1 + 2 * 2 * 5);
    expect((await client.studies.participants({ studyId })).map(({ state: how }) => how)).toEqual([
      'finished',
      'finished',
    ]);
  });

  it('goes on where a participant stopped, also after the program was started again', async () => {
    const dir = tempDir();
    const library = join(dir, 'library');
    const first = await startHost(library);
    const { people, studyId } = await preparedStudy(first.host, first.client, dir, {
      trials: 3,
      folders: 1,
      participants: 1,
    });
    const [person] = people;
    if (person === undefined) throw new Error('somebody takes part');
    const before = participant(first.host, person);
    await before.answer({ screen: 0, answer: { kind: 'mushra', ratings: [100, 1, 2, 3, 4] }, isFinal: true });
    await before.answer({
      screen: 1,
      answer: { kind: 'mushra', ratings: [null, 7, null, null, null] },
      isFinal: false,
    });
    await first.host.close();

    const { host, client } = await startHost(library);
    const after = participant(host, person);
    const { screens } = await after.state();
    expect(screens.map(({ isFinal }) => isFinal)).toEqual([true, false, false]);
    expect(screens[1]?.answer).toEqual({ kind: 'mushra', ratings: [null, 7, null, null, null] });

    await client.studies.setRevoked({ sessionId: person.id, revoked: true });
    expect(host.participants.isOpen(after.token)).toBe(false);
    expect((await after.ask('state')).status).toBe(401);
    await client.studies.setRevoked({ sessionId: person.id, revoked: false });
    expect(host.participants.isOpen(after.token)).toBe(true);
    await client.studies.remove({ studyId });
    expect(host.participants.isOpen(after.token)).toBe(false);
    expect((await client.studies.list())[0]).toMatchObject({ isRemoved: true, participants: 1 });
  });

  it('keeps every version, and refuses to save over a newer one', async () => {
    const dir = tempDir();
    const { client } = await startHost(join(dir, 'library'));
    const { document } = await client.studies.create({ name: 'Quartets', kind: 'abx', question: 'Which?' });
    const studyId = document.id;
    await client.studies.save({ baseRevision: 1, document: { ...document, name: 'Trios' } });
    await expect(client.studies.save({ baseRevision: 1, document })).rejects.toMatchObject({
      code: 'study/conflict',
    });
    expect((await client.studies.history({ studyId })).map(({ revision }) => revision)).toEqual([2, 1]);
    expect((await client.studies.revision({ studyId, revision: 1 })).document.name).toBe('Quartets');
    await expect(client.studies.prepare({ studyId })).rejects.toMatchObject({ code: 'study/invalid' });
    await expect(client.studies.addParticipants({ studyId, count: 1 })).rejects.toMatchObject({
      code: 'study/invalid',
    });
  });

  it('names the sounds of a configuration that are missing', async () => {
    const dir = tempDir();
    const { host, client } = await startHost(join(dir, 'library'));
    const { yaml, folder } = writeStudy(dir, 1);
    const grant = (path: string, kind: 'file' | 'folder') =>
      host.grants.grantPath(path, { kind, access: 'read' }).grantId;
    const files = [grant(join(folder, 't1', 'ref.wav'), 'file')];
    await expect(client.studies.importYaml({ yaml: grant(yaml, 'file'), files })).rejects.toThrow(
      'The configuration names sounds that were not given: "mild.wav", "strong.wav"',
    );
    expect(await client.studies.list()).toEqual([]);
  });
});
