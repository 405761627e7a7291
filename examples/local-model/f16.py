"""Writes a GGUF file again with its quantized tensors as F16: the same weights in another encoding.

    f16.py SOURCE TARGET
"""

import sys

import numpy as np
from gguf import GGMLQuantizationType as T, GGUFReader, GGUFValueType, GGUFWriter
from gguf.quants import dequantize

MOSTLY_F16 = 1
KEPT = (T.F32, T.F16)

source, target = sys.argv[1:]
reader = GGUFReader(source)
writer = GGUFWriter(target, reader.fields["general.architecture"].contents())

# The writer writes the header, the architecture and the file type itself.
for name, field in reader.fields.items():
    if name.startswith("GGUF.") or name in ("general.architecture", "general.file_type"):
        continue
    kind = field.types[0]
    sub = field.types[-1] if kind == GGUFValueType.ARRAY else None
    writer.add_key_value(name, field.contents(), kind, sub)
writer.add_file_type(MOSTLY_F16)
for t in reader.tensors:
    data = t.data if t.tensor_type in KEPT else dequantize(t.data, t.tensor_type).astype(np.float16)
    writer.add_tensor(t.name, np.ascontiguousarray(data))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
