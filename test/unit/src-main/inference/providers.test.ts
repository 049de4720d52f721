import { describe, expect, it } from 'vitest';
import { chosenProviders, defaultProviders } from '../../../../src-main/inference/providers.ts';

describe('chosenProviders', () => {
  const available = ['cuda', 'webgpu', 'cpu'];

  it('tries what the user chose first, and the CPU after it', () => {
    expect(chosenProviders('webgpu', available)).toEqual(['webgpu', 'cpu']);
    expect(chosenProviders('cpu', available)).toEqual(['cpu']);
  });

  it('tries all in their order by default, and where the choice belongs to another machine', () => {
    expect(chosenProviders('automatic', available)).toEqual(available);
    expect(chosenProviders('coreml', available)).toEqual(available);
  });

  it('the CPU is always the last', () => {
    expect(defaultProviders().at(-1)).toBe('cpu');
  });
});
