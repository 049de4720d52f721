/** Events of a call that answers with a stream. */
type Events = AsyncIterableIterator<unknown, unknown, void>;

export const isEvents = (value: unknown): value is Events =>
  typeof value === 'object' &&
  value !== null &&
  Symbol.asyncIterator in value &&
  'next' in value &&
  typeof value.next === 'function';

/**
 * The same events, but a stream that fails throws what `describe` makes of the error, as a call does that answers
 * once.
 */
export function describedEvents(events: Events, describe: (error: unknown) => Promise<unknown>): Events {
  return {
    next: () =>
      events.next().catch(async (error: unknown) => {
        throw await describe(error);
      }),
    return: async (value) => (await events.return?.(value)) ?? { done: true, value },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
