import { expect, test } from 'vitest';
import {
  QuitGuard,
  quitQuestion,
  type QuitQuestion,
} from '../../../../../src-main/doors/electron/quit-question.ts';
import { settled } from './settled.ts';
import { job } from './job.ts';

test('only work that somebody waits for is asked about', () => {
  expect(quitQuestion([])).toBeNull();
  expect(quitQuestion([job({ kind: 'analyse' }), job({ kind: 'quality' })])).toBeNull();
  expect(quitQuestion([job({ kind: 'analyse' }), job({ title: 'Trio' })])?.message).toBe(
    'Quit while "Trio" is not finished?',
  );
  expect(quitQuestion([job(), job({ kind: 'export', state: 'queued' })])?.message).toBe(
    'Quit while 2 jobs are not finished?',
  );
});

function guarded(answers: boolean[]) {
  const seen = { asked: [] as QuitQuestion[], quits: 0 };
  let jobs = [job()];
  const guard = new QuitGuard(
    () => jobs,
    async (question) => {
      seen.asked.push(question);
      return answers.shift() ?? false;
    },
    () => (seen.quits += 1),
  );
  const quit = (): boolean => {
    let isPrevented = false;
    guard.check({ preventDefault: () => (isPrevented = true) });
    return !isPrevented;
  };
  return { seen, quit, finish: () => (jobs = []) };
}

test('quitting waits for the answer, and one question is enough', async () => {
  const { seen, quit } = guarded([true]);
  expect(quit()).toBe(false);
  expect(quit()).toBe(false);
  expect(seen.asked).toHaveLength(1);
  await settled();
  expect(seen.quits).toBe(1);
  expect(quit()).toBe(true);
  expect(seen.asked).toHaveLength(1);
});

test('who stays is asked again the next time; who has nothing running is not asked', async () => {
  const { seen, quit, finish } = guarded([false, false]);
  expect(quit()).toBe(false);
  await settled();
  expect(seen.quits).toBe(0);
  expect(quit()).toBe(false);
  await settled();
  expect(seen.asked).toHaveLength(2);
  finish();
  expect(quit()).toBe(true);
});
