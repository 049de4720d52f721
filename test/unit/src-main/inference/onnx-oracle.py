"""What a real protobuf parser finds in files of ONNX: reads base64 lines, writes one word a line.

`refused` (it does not parse), `plain`, or `reaches-out` (external tensor data, or operators of a custom domain).
"""

import base64
import sys

from onnx import FunctionProto, ModelProto, NodeProto, TensorProto

DOMAINS = {"", "ai.onnx", "ai.onnx.ml"}


def reaches_out(message) -> bool:
    if isinstance(message, TensorProto) and (message.data_location != TensorProto.DEFAULT or message.external_data):
        return True
    if isinstance(message, (NodeProto, FunctionProto)) and message.domain not in DOMAINS:
        return True
    for descriptor, value in message.ListFields():
        if descriptor.message_type is None:
            continue
        if any(reaches_out(part) for part in (value if descriptor.label == descriptor.LABEL_REPEATED else [value])):
            return True
    return False


for line in sys.stdin:
    model = ModelProto()
    try:
        model.ParseFromString(base64.b64decode(line))
    except Exception:
        print("refused")
        continue
    print("reaches-out" if reaches_out(model) else "plain")
