import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ParticipantHandler } from '../../api/listening-test.ts';
import { permissionsPolicy } from '../security-headers.ts';
import { page } from './answers.ts';
import { readBody, toRequest } from './bridge.ts';
import { TokenBucket, type ServeLimits } from './limits.ts';

interface Options {
  readonly participants: ParticipantHandler;
  readonly files: (request: Request) => Promise<Response>;
  readonly limits: ServeLimits;
}

/** `/test/TOKEN/PATH` */
const LINK = /^\/test\/([A-Za-z0-9_-]{16,64})(\/.*)?$/;

export const isParticipantPath = (pathname: string): boolean => pathname.startsWith('/test/');

/**
 * Serves the pages of listening tests. A participant's secret stands in the path of every request and opens nothing but
 * the test: no cookie is set or read. Null for a link that isn't open, which counts as a stranger's request.
 */
export function participantPages({ participants, files, limits }: Options) {
  const buckets = new Map<string, TokenBucket>();
  const bucketOf = (token: string): TokenBucket => {
    const known = buckets.get(token) ?? new TokenBucket(limits.requestsPerSecond, limits.requestBurst);
    buckets.set(token, known);
    return known;
  };

  return async (incoming: IncomingMessage, outgoing: ServerResponse, url: URL): Promise<Response | null> => {
    const [, token = '', rest = ''] = LINK.exec(url.pathname) ?? [];
    if (token === '' || !participants.isOpen(token)) return null;
    if (!bucketOf(token).take()) {
      return new Response('Too many requests', { status: 429, headers: { 'retry-after': '2' } });
    }
    if (rest === '') return new Response(null, { status: 308, headers: { location: `/test/${token}/` } });
    if (rest === '/' || rest.startsWith('/assets/')) {
      const asset = new URL(rest === '/' ? '/test.html' : rest, url);
      const answer = await files(toRequest(incoming, outgoing, asset));
      answer.headers.set('permissions-policy', permissionsPolicy(''));
      return answer;
    }
    const request = toRequest(incoming, outgoing, url);
    const body = incoming.method === 'PUT' ? await readBody(incoming, limits.participantBytes) : null;
    if (body === 'too-large') return new Response('Too large', { status: 413 });
    return participants.answer(
      token,
      rest.slice(1),
      body === null ? request : new Request(request, { body: new Uint8Array(body) }),
    );
  };
}

export const closedLink = (): Response =>
  page(
    404,
    'This link does not open a listening test',
    'It may have been closed. Ask whoever sent it to you for a new one.',
  );
