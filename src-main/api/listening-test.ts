import type { z } from 'zod';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import { TEST, TestAnswer, TestFinish, TestSlot } from '../../src-shared/contract/listening-test.ts';
import { internalError, type Log } from '../app/program/log.ts';
import type { ListeningTests } from '../app/studies/listening-tests.ts';
import { statusOf } from './statuses.ts';

/** Answers one participant's requests. */
export interface ParticipantHandler {
  isOpen(token: string): boolean;
  /** @param path below the participant's link */
  answer(token: string, path: string, request: Request): Promise<Response>;
}

const NO_STORE = { 'cache-control': 'no-store' };

/** Every error response is a `FailureData` as JSON. */
export function participantHandler(tests: ListeningTests, log: Log): ParticipantHandler {
  const route = async (token: string, path: string, request: Request): Promise<Response> => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (path === TEST.state && reads) return Response.json(tests.state(token), { headers: NO_STORE });
    if (path === TEST.answer && request.method === 'PUT') {
      tests.answer(token, await bodyOf(request, TestAnswer));
      return new Response(null, { status: 204, headers: NO_STORE });
    }
    if (path === TEST.finish && request.method === 'PUT') {
      tests.finish(token, (await bodyOf(request, TestFinish)).questions);
      return new Response(null, { status: 204, headers: NO_STORE });
    }
    const [, screen = '', rawSlot = ''] = /^sound\/(\d{1,5})\/([a-z]+|\d{1,2})$/.exec(path) ?? [];
    const slot = TestSlot.safeParse(rawSlot);
    if (screen === '' || !slot.success || !reads) {
      throw new Failure('file/not-found', 'There is nothing at this address');
    }
    const samples = await tests.sound(token, Number(screen), slot.data);
    return new Response(samples.slice().buffer, {
      headers: {
        ...NO_STORE,
        'content-type': 'application/octet-stream',
        'content-length': String(samples.byteLength),
      },
    });
  };

  return {
    isOpen: (token) => tests.isOpen(token),
    answer: (token, path, request) =>
      route(token, path, request).catch((error: unknown) => {
        const failure = isFailure(error) ? error : internalError(log, `listening test: ${path}`, error);
        return Response.json(failure.toData(), { status: statusOf(failure.code), headers: NO_STORE });
      }),
  };
}

async function bodyOf<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const value: unknown = await request.json().catch(() => null);
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new Failure('call/invalid', 'The answer is not in the form that the test expects');
  return parsed.data;
}
