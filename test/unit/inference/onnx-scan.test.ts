import { describe, expect, it } from 'vitest';
import { scanOnnx } from '../../../src-main/inference/onnx-scan.ts';
import { bytes, int, model, node, tensor } from './tiny-model.ts';

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
    expect(() => scanOnnx(model(graph))).toThrowError(invalid('another file'));
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
    expect(() => scanOnnx(content)).toThrowError(invalid('refused'));
  });

  it('refuses what is no ONNX', () => {
    expect(() => scanOnnx(new Uint8Array(0))).toThrowError(invalid('no graph'));
    expect(() => scanOnnx(Buffer.from('PK\x03\x04 a zip file'))).toThrowError(invalid('not a readable ONNX'));
    const whole = model(bytes(1, relu));
    expect(() => scanOnnx(whole.subarray(0, whole.length - 3))).toThrowError(invalid('not a readable ONNX'));
  });

  it('refuses graphs nested without end', () => {
    let graph = bytes(1, relu);
    for (let depth = 0; depth < 40; depth += 1) graph = bytes(1, bytes(5, bytes(6, graph)));
    expect(() => scanOnnx(model(graph))).toThrowError(invalid('nested'));
  });
});
