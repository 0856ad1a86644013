"""Sends one trace by an official OTLP exporter: deliver.py proto|json|grpc gzip|none ENDPOINT NAME. Prints its id and whether it was accepted."""

import json
import sys

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SpanExportResult, SimpleSpanProcessor

encoding, compression, endpoint, name = sys.argv[1:]
if encoding == "grpc":
    import grpc
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
elif encoding == "json":
    from opentelemetry.exporter.otlp.common.http import Compression
    from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter
else:
    from opentelemetry.exporter.otlp.proto.http import Compression
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter


class Recording(OTLPSpanExporter):
    """The official exporter, which also remembers what it was answered."""

    results = []

    def export(self, spans):
        result = super().export(spans)
        self.results.append(result is SpanExportResult.SUCCESS)
        return result


if encoding == "grpc":
    exporter = Recording(endpoint=endpoint, insecure=True, compression=grpc.Compression.Gzip if compression == "gzip" else grpc.Compression.NoCompression)
else:
    exporter = Recording(endpoint=f"{endpoint}/v1/traces", compression=Compression(compression))
provider = TracerProvider(resource=Resource({"service.name": "py", "hfao.project": "exporters"}))
provider.add_span_processor(SimpleSpanProcessor(exporter))
tracer = provider.get_tracer("test.deliver", "1.2.3")
with tracer.start_as_current_span(name) as root:
    root.set_attribute("input.value", "grüße 🎈")
    root.set_attribute("list", ["a", "b"])
    root.set_attribute("big", 9007199254740993)
    with tracer.start_as_current_span("child") as child:
        child.add_event("noted", {"n": 1.5})
        child.set_status(trace.StatusCode.ERROR, "broken")
provider.shutdown()
print(json.dumps({"trace_id": format(root.get_span_context().trace_id, "032x"), "accepted": exporter.results}))
