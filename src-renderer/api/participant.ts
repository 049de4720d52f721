import { Failure, FailureSchema } from '../../src-shared/contract/failure.ts';
import {
  TEST,
  TestState,
  type TestAnswer,
  type TestScreen,
  type TestSlot,
} from '../../src-shared/contract/listening-test.ts';
import type { QuestionAnswers } from '../../src-shared/studies/answers.ts';

/** The requests of a participant's page, relative to its own address, which holds the participant's secret. */

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, cache: 'no-store' });
  } catch (cause) {
    throw new Failure('call/cancelled', 'The test can not be reached', { cause });
  }
  if (response.ok) return response;
  const failure = FailureSchema.safeParse(await response.json().catch(() => null));
  // A closed link is answered with a page for people.
  const isClosed = response.status === 404 || response.status === 401;
  if (!failure.success)
    throw new Failure(isClosed ? 'call/unauthorised' : 'internal/error', response.statusText);
  const { code, message } = failure.data;
  throw new Failure(code, message);
}

const put = (path: string, body: unknown): Promise<Response> =>
  request(path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** @throws Failure `call/unauthorised` for a closed link, `call/cancelled` without a connection */
export async function loadTest(): Promise<TestState> {
  return TestState.parse(await (await request(TEST.state)).json());
}

export async function sendAnswer(answer: TestAnswer): Promise<void> {
  await put(TEST.answer, answer);
}

export async function finishTest(questions: QuestionAnswers): Promise<void> {
  await put(TEST.finish, { questions });
}

/** One sound of a screen, as an audio buffer at its own rate. */
export async function loadSound(
  context: BaseAudioContext,
  screen: number,
  { channels, frames, sampleRate }: TestScreen,
  slot: TestSlot,
  signal: AbortSignal,
): Promise<AudioBuffer> {
  const bytes = await (await request(TEST.sound(screen, slot), { signal })).arrayBuffer();
  const samples = new Float32Array(bytes);
  if (samples.length !== frames * channels)
    throw new Failure('file/truncated', 'A sound did not arrive whole');
  const buffer = context.createBuffer(channels, frames, sampleRate);
  for (let channel = 0; channel < channels; channel += 1) {
    const out = buffer.getChannelData(channel);
    for (let frame = 0; frame < frames; frame += 1) out[frame] = samples[frame * channels + channel] ?? 0;
  }
  return buffer;
}
