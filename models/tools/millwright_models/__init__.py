# SPDX-License-Identifier: EPL-2.0
"""Makes and checks Millwright model folders: model.onnx, model.json, golden.csv.

Runs on the data scientist's machine only. The gateway and the Maven build need no Python: they read the files.
"""

TOOL = "millwright-models 1.0"
