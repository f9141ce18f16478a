"""From articles to an answer. Knows nothing of Telegram."""

import os

# onnxruntime and the model hub's client report their use to their makers unless told not to, before they are
# imported. A public body's machine reports to nobody.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
