/** Resolves once the promises that are already settled have run their callbacks. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
