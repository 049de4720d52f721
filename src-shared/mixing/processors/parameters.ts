import type { ParameterSpec } from './types.ts';

/** The value of a processor parameter in a strip entry: the default if missing, clamped to the range. */
export function parameterValue(spec: ParameterSpec, params: Readonly<Record<string, number>>): number {
  return clampToSpec(spec, params[spec.id] ?? spec.default);
}

export function clampToSpec(spec: ParameterSpec, value: number): number {
  return Math.min(spec.max, Math.max(spec.min, value));
}

export function defaultParams(parameters: readonly ParameterSpec[]): Record<string, number> {
  return Object.fromEntries(parameters.map((spec) => [spec.id, spec.default]));
}
