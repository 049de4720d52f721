/**
 * The messages of ONNX (onnx/onnx-ml.proto of ONNX 1.20) that a model may use here. A field that is not listed, or has
 * an unexpected wire type, is unknown, and files with unknown fields are refused: a parser that knows more than this
 * table could interpret them.
 */

/** `packed`: numbers of this wire type, individually or in one length-delimited run. */
export type FieldKind =
  | { readonly is: 'varint' | 'fixed32' | 'bytes' }
  | { readonly is: 'packed'; readonly wire: 0 | 1 | 5 }
  | { readonly is: 'message'; readonly type: MessageType }
  /** A varint that must be zero if present. */
  | { readonly is: 'zero'; readonly reason: Refusal }
  | { readonly is: 'domain' }
  | { readonly is: 'refused'; readonly reason: Refusal };

export type Refusal = 'external-data' | 'opaque-type';

const varint: FieldKind = { is: 'varint' };
const float: FieldKind = { is: 'fixed32' };
const bytes: FieldKind = { is: 'bytes' };
const domain: FieldKind = { is: 'domain' };
const packed = (wire: 0 | 1 | 5): FieldKind => ({ is: 'packed', wire });
const a = (type: MessageType): FieldKind => ({ is: 'message', type });

export type MessageType =
  | 'Model'
  | 'Graph'
  | 'Node'
  | 'Attribute'
  | 'Tensor'
  | 'Sparse'
  | 'Function'
  | 'Training'
  | 'Opset'
  | 'Entry'
  | 'ValueInfo'
  | 'Type'
  | 'TensorType'
  | 'ElementType'
  | 'MapType'
  | 'Shape'
  | 'Dimension'
  | 'Segment'
  | 'Annotation';

export const SCHEMA: Readonly<Record<MessageType, Readonly<Record<number, FieldKind>>>> = {
  Model: {
    ...{ 1: varint, 2: bytes, 3: bytes, 4: bytes, 5: varint, 6: bytes, 7: a('Graph'), 8: a('Opset') },
    ...{ 14: a('Entry'), 20: a('Training'), 25: a('Function') },
  },
  Graph: {
    ...{ 1: a('Node'), 2: bytes, 5: a('Tensor'), 10: bytes, 11: a('ValueInfo'), 12: a('ValueInfo') },
    ...{ 13: a('ValueInfo'), 14: a('Annotation'), 15: a('Sparse'), 16: a('Entry') },
  },
  Node: {
    ...{ 1: bytes, 2: bytes, 3: bytes, 4: bytes, 5: a('Attribute'), 6: bytes, 7: domain, 8: bytes },
    ...{ 9: a('Entry') },
  },
  Attribute: {
    ...{ 1: bytes, 2: float, 3: varint, 4: bytes, 5: a('Tensor'), 6: a('Graph'), 7: packed(5) },
    ...{ 8: packed(0), 9: bytes, 10: a('Tensor'), 11: a('Graph'), 13: bytes, 14: a('Type'), 15: a('Type') },
    ...{ 20: varint, 21: bytes, 22: a('Sparse'), 23: a('Sparse') },
  },
  Tensor: {
    ...{ 1: packed(0), 2: varint, 3: a('Segment'), 4: packed(5), 5: packed(0), 6: bytes, 7: packed(0) },
    ...{ 8: bytes, 9: bytes, 10: packed(1), 11: packed(0), 12: bytes, 16: a('Entry') },
    13: { is: 'refused', reason: 'external-data' },
    // DataLocation: 0 is DEFAULT, 1 is EXTERNAL.
    14: { is: 'zero', reason: 'external-data' },
  },
  Sparse: { 1: a('Tensor'), 2: a('Tensor'), 3: packed(0) },
  Function: {
    ...{ 1: bytes, 4: bytes, 5: bytes, 6: bytes, 7: a('Node'), 8: bytes, 9: a('Opset'), 10: domain },
    ...{ 11: a('Attribute'), 12: a('ValueInfo'), 13: bytes, 14: a('Entry') },
  },
  Training: { 1: a('Graph'), 2: a('Graph'), 3: a('Entry'), 4: a('Entry') },
  // An imported but unused domain loads nothing; optimisers leave such entries behind.
  Opset: { 1: bytes, 2: varint },
  Entry: { 1: bytes, 2: bytes },
  ValueInfo: { 1: bytes, 2: a('Type'), 3: bytes, 4: a('Entry') },
  Type: {
    ...{ 1: a('TensorType'), 4: a('ElementType'), 5: a('MapType'), 6: bytes, 8: a('TensorType') },
    7: { is: 'refused', reason: 'opaque-type' },
    9: a('ElementType'),
  },
  TensorType: { 1: varint, 2: a('Shape') },
  ElementType: { 1: a('Type') },
  MapType: { 1: varint, 2: a('Type') },
  Shape: { 1: a('Dimension') },
  Dimension: { 1: varint, 2: bytes, 3: bytes },
  Segment: { 1: varint, 2: varint },
  Annotation: { 1: bytes, 2: a('Entry') },
};
