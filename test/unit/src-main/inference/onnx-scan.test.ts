import { describe, expect, it } from 'vitest';
import { scanOnnx } from '../../../../src-main/inference/onnx-scan.ts';
import { bytes, int, model, node, tensor, varint } from './tiny-model.ts';

const relu = node('Relu', ['x'], 'y');
const weight = tensor('w', [1], Float32Array.of(1));
const external = [...weight, ...int(14, 1)];
const invalid = (reason: string) =>
  expect.objectContaining({ code: 'model/invalid', message: expect.stringContaining(reason) as string });

describe('scanOnnx', () => {
  it('passes a plain graph', () => {
    expect(() => scanOnnx(model([...bytes(1, relu), ...bytes(5, weight)]))).not.toThrow();
    expect(() => scanOnnx(model(bytes(1, [...relu, ...bytes(7, 'ai.onnx')])))).not.toThrow();
  });

  it.each([
    ['an initializer', bytes(5, external)],
    ['an initializer that names a file only', bytes(5, [...weight, ...bytes(13, bytes(1, 'location'))])],
    ['a constant of a node', bytes(1, [...relu, ...bytes(5, bytes(5, external))])],
    ['a list of tensors of a node', bytes(1, [...relu, ...bytes(5, bytes(10, external))])],
    ['a sparse initializer', bytes(15, bytes(1, external))],
    ['a graph in a graph', bytes(1, [...relu, ...bytes(5, bytes(6, bytes(5, external)))])],
  ])('refuses external data in %s', (_, graph) => {
    expect(() => scanOnnx(model(graph))).toThrow(invalid('another file'));
  });

  it.each([
    ['the graph', model(bytes(1, [...relu, ...bytes(7, 'com.example')]))],
    [
      'a graph in a graph',
      model(bytes(1, [...relu, ...bytes(5, bytes(6, bytes(1, [...relu, ...bytes(7, 'evil')])))])),
    ],
    [
      'a function',
      Uint8Array.from([...model(bytes(1, relu)), ...bytes(25, bytes(7, [...relu, ...bytes(7, 'evil')]))]),
    ],
  ])('refuses custom operators in %s', (_, content) => {
    expect(() => scanOnnx(content)).toThrow(invalid('refused'));
  });

  it('refuses what is no ONNX', () => {
    expect(() => scanOnnx(new Uint8Array(0))).toThrow(invalid('no graph'));
    expect(() => scanOnnx(Buffer.from('PK\x03\x04 a zip file'))).toThrow(invalid('not a readable ONNX'));
    const whole = model(bytes(1, relu));
    expect(() => scanOnnx(whole.subarray(0, whole.length - 3))).toThrow(invalid('not a readable ONNX'));
  });

  it('refuses graphs nested without end', () => {
    let graph = bytes(1, relu);
    for (let depth = 0; depth < 40; depth += 1) graph = bytes(1, bytes(5, bytes(6, graph)));
    expect(() => scanOnnx(model(graph))).toThrow(invalid('nested'));
  });
});

describe('the encoding', () => {
  const plain = bytes(1, relu);
  const graph = (content: readonly number[]) => model([...plain, ...content]);

  it.each([
    ['a tag of five bytes above 2^32', [0xaa, 0x80, 0x80, 0x80, 0x10, 0]],
    ['a tag with a zero byte at its end', [0xaa, 0x00, 0]],
    ['a length with a zero byte at its end', [...varint(5 * 8 + 2), 0x80, 0x00]],
    ['a field that ONNX does not have', int(99, 1)],
    ['a field of another kind than its own', int(5, 1)],
    ['a group', [...varint(1 * 8 + 3), ...varint(1 * 8 + 4)]],
    ['a number of eleven bytes', [...varint(1 * 8), ...Array<number>(10).fill(0x80), 1]],
  ])('refuses %s', (_, content) => {
    expect(() => scanOnnx(graph(content))).toThrow(invalid('not a readable ONNX'));
  });

  it('reads negative numbers, which take ten bytes', () => {
    const minusOne = [...Array<number>(9).fill(0xff), 1];
    const attribute = [...bytes(1, 'axis'), ...varint(3 * 8), ...minusOne];
    expect(() => scanOnnx(model(bytes(1, [...relu, ...bytes(5, attribute)])))).not.toThrow();
  });

  it.each([
    ['training_info', bytes(20, bytes(2, bytes(5, external)))],
    ['a function’s nodes', bytes(25, bytes(7, [...relu, ...bytes(5, bytes(5, external))]))],
    ['a function’s attributes', bytes(25, bytes(11, bytes(5, external)))],
    [
      'a data location that wraps around',
      bytes(20, bytes(1, bytes(5, [...weight, 0x70, 0x81, 0x80, 0x80, 0x80, 0x10]))),
    ],
  ])('finds external data in %s', (_, content) => {
    expect(() => scanOnnx(Uint8Array.from([...model(plain), ...content]))).toThrow(invalid('another file'));
  });

  it('takes a byte order mark for a part of a domain’s name', () => {
    expect(() => scanOnnx(model(bytes(1, [...relu, ...bytes(7, '\ufeffai.onnx')])))).toThrow(
      invalid('refused'),
    );
  });

  it('reads past weights without reading them', () => {
    const looks = (values: number): number => {
      const content = model([
        ...bytes(1, relu),
        ...bytes(5, tensor('w', [values], new Float32Array(values))),
      ]);
      let looked = 0;
      const at = (position: number): number => ((looked += 1), content[position] ?? 0);
      scanOnnx({
        size: content.length,
        at,
        slice: (start: number, end: number) => content.slice(start, end),
      });
      return looked;
    };
    // Longer lengths take a few bytes more.
    expect(looks(10_000) - looks(1)).toBeLessThan(12);
  });

  it('bounds its work', () => {
    const many = Buffer.alloc(22_000_004);
    for (let at = 0; at < 22_000_000; at += 2) many.writeUInt16LE(0x0008, at);
    expect(() => scanOnnx(many)).toThrow(invalid('too many parts'));
  });
});
