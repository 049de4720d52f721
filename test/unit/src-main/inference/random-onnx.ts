/** Random files in ONNX's encoding, honest and tricky ones, for a comparison of readers. */

export interface RandomModel {
  readonly content: Uint8Array;
  /** Written as any exporter would, with nothing that reaches outside. */
  readonly isPlain: boolean;
}

type Random = () => number;
interface Writer {
  readonly random: Random;
  /** How likely a number or field is written in an unusual way. */
  readonly trickiness: number;
  /** How likely a tensor or node reaches outside. */
  readonly evil: number;
  isPlain: boolean;
}

const chance = (writer: Writer, probability: number): boolean => writer.random() < probability;
const pick = <T>(writer: Writer, values: readonly T[]): T => {
  const value = values[Math.floor(writer.random() * values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
};

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    if (rest >> 7n === 0n) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** Longer than needed by up to `most` bytes of nothing. */
function padded(writer: Writer, bytes: readonly number[], most: number): number[] {
  const extra = 1 + Math.floor(writer.random() * most);
  const last = bytes.at(-1) ?? 0;
  return [...bytes.slice(0, -1), last | 0x80, ...Array<number>(extra - 1).fill(0x80), 0];
}

function trick(writer: Writer): boolean {
  if (!chance(writer, writer.trickiness)) return false;
  writer.isPlain = false;
  return true;
}

function tag(writer: Writer, field: number, wire: number): number[] {
  const plain = BigInt(field * 8 + wire);
  if (!trick(writer)) return varint(plain);
  return pick(writer, [
    () => padded(writer, varint(plain), 4),
    () => varint(plain + 2n ** 32n),
    () => varint(plain + 2n ** 35n),
    () => varint(plain + 2n ** 29n * 8n),
    () => varint(BigInt(field * 8 + pick(writer, [0, 1, 2, 3, 4, 5]))),
  ])();
}

function number(writer: Writer, value: bigint): number[] {
  if (!trick(writer)) return varint(value);
  return pick(writer, [
    () => padded(writer, varint(value), 8),
    () => varint(value + 2n ** 32n),
    () => varint(2n ** 64n - 1n),
  ])();
}

const int = (writer: Writer, field: number, value: number): number[] => [
  ...tag(writer, field, 0),
  ...number(writer, BigInt(value)),
];

function part(writer: Writer, field: number, content: readonly number[] | string): number[] {
  const data = typeof content === 'string' ? [...Buffer.from(content)] : [...content];
  const size = trick(writer)
    ? pick(writer, [
        () => padded(writer, varint(BigInt(data.length)), 3),
        () => varint(BigInt(data.length + 1)),
      ])()
    : varint(BigInt(data.length));
  return [...tag(writer, field, 2), ...size, ...data];
}

function evil(writer: Writer): boolean {
  if (!chance(writer, writer.evil)) return false;
  writer.isPlain = false;
  return true;
}

function tensor(writer: Writer): number[] {
  const outside = evil(writer)
    ? pick(writer, [
        () => int(writer, 14, 1),
        () => part(writer, 13, part(writer, 1, 'location')),
        () => [...int(writer, 14, 1), ...int(writer, 14, 0)],
        () => [...tag(writer, 14, 0), ...varint(2n ** 32n + 1n)],
      ])()
    : [];
  return [
    ...int(writer, 1, 1),
    ...int(writer, 2, 1),
    ...part(writer, 8, 'w'),
    ...outside,
    ...part(writer, 9, [0, 0, 128, 63]),
  ];
}

const DOMAINS = ['evil', '\ufeffai.onnx', 'ai.onnx\0', 'ai.onnx.', 'AI.ONNX', 'com.example'];

function node(writer: Writer, depth: number): number[] {
  const own = chance(writer, 0.2) ? part(writer, 7, pick(writer, ['', 'ai.onnx', 'ai.onnx.ml'])) : [];
  const other = evil(writer) ? part(writer, 7, pick(writer, DOMAINS)) : [];
  return [
    ...part(writer, 1, 'x'),
    ...part(writer, 2, 'y'),
    ...part(writer, 4, 'Relu'),
    ...own,
    ...other,
    ...(chance(writer, 0.5) ? part(writer, 5, attribute(writer, depth)) : []),
  ];
}

const sparse = (writer: Writer): number[] => part(writer, pick(writer, [1, 2]), tensor(writer));

function attribute(writer: Writer, depth: number): number[] {
  const choices = [
    () => int(writer, 3, 7),
    () => part(writer, 5, tensor(writer)),
    () => part(writer, 10, tensor(writer)),
    () => part(writer, pick(writer, [22, 23]), sparse(writer)),
    ...(depth > 2 ? [] : [() => part(writer, pick(writer, [6, 11]), graph(writer, depth + 1))]),
  ];
  return [...part(writer, 1, 'name'), ...pick(writer, choices)()];
}

function graph(writer: Writer, depth: number): number[] {
  const parts = [
    () => part(writer, 1, node(writer, depth)),
    () => part(writer, 5, tensor(writer)),
    () => part(writer, 15, sparse(writer)),
    () => part(writer, 2, 'graph'),
    () => part(writer, 11, part(writer, 1, 'x')),
  ];
  return Array.from({ length: 1 + Math.floor(writer.random() * 4) }, () => pick(writer, parts)()).flat();
}

/** Wrapped so that a strict reader sees a field that is not there, and a lenient one might look into it. */
function disguised(writer: Writer, content: readonly number[]): number[] {
  const field = pick(writer, [9, 26, 30, 100]);
  return pick(writer, [
    () => part(writer, field, content),
    () => [...varint(BigInt(field * 8 + 3)), ...content, ...varint(BigInt(field * 8 + 4))],
  ])();
}

export function randomModel(random: Random): RandomModel {
  const style = pick({ random } as Writer, [
    { trickiness: 0, evil: 0 },
    { trickiness: 0, evil: 0.2 },
    { trickiness: 0.02, evil: 0.15 },
    { trickiness: 0.1, evil: 0.3 },
  ]);
  const writer: Writer = { random, ...style, isPlain: true };
  const main = part(writer, 7, graph(writer, 0));
  const extras = [
    () => part(writer, 20, part(writer, pick(writer, [1, 2]), graph(writer, 1))),
    () => part(writer, 25, [...part(writer, 1, 'f'), ...part(writer, 7, node(writer, 1))]),
    () => part(writer, 25, [...part(writer, 1, 'f'), ...part(writer, 11, attribute(writer, 1))]),
    () => part(writer, 8, int(writer, 2, 17)),
  ];
  const content = [...int(writer, 1, 8), ...main, ...(chance(writer, 0.4) ? pick(writer, extras)() : [])];
  // A second graph: parsers merge them.
  if (trick(writer)) content.push(...part(writer, 7, graph(writer, 0)));
  if (trick(writer)) content.push(...disguised(writer, part(writer, 7, graph(writer, 0))));
  const bytes = Uint8Array.from(content);
  if (style.trickiness > 0 && chance(writer, 0.3)) {
    writer.isPlain = false;
    for (let flips = 1 + Math.floor(random() * 3); flips > 0; flips -= 1) {
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
  }
  return { content: bytes, isPlain: writer.isPlain };
}
