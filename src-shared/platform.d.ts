/** The few globals that Node, browsers and audio worklets share and that the ES library does not declare. */
declare const crypto: { getRandomValues<T extends ArrayBufferView>(array: T): T };
