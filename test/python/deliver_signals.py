"""Sends two log records and one metric by official OTLP exporters: deliver_signals.py proto|json|grpc gzip|none ENDPOINT PROJECT. Prints whether they were accepted."""

import json
import sys

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import LogRecordExportResult, SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricExportResult, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource

encoding, compression, endpoint, project = sys.argv[1:]
if encoding == "grpc":
    import grpc
    from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
elif encoding == "json":
    from opentelemetry.exporter.otlp.common.http import Compression
    from opentelemetry.exporter.otlp.json.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.json.http.metric_exporter import OTLPMetricExporter
else:
    from opentelemetry.exporter.otlp.proto.http import Compression
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter


def options(path):
    if encoding == "grpc":
        return {"endpoint": endpoint, "insecure": True, "compression": grpc.Compression.Gzip if compression == "gzip" else grpc.Compression.NoCompression}
    return {"endpoint": f"{endpoint}{path}", "compression": Compression(compression)}


class RecordingLogs(OTLPLogExporter):
    results = []

    def export(self, batch):
        result = super().export(batch)
        self.results.append(result is LogRecordExportResult.SUCCESS)
        return result


class RecordingMetrics(OTLPMetricExporter):
    results = []

    def export(self, metrics_data, timeout_millis=10_000, **kwargs):
        result = super().export(metrics_data, timeout_millis, **kwargs)
        self.results.append(result is MetricExportResult.SUCCESS)
        return result


resource = Resource({"service.name": "py", "hfao.project": project})

logs = LoggerProvider(resource=resource)
logs.add_log_record_processor(SimpleLogRecordProcessor(RecordingLogs(**options("/v1/logs"))))
logger = logs.get_logger("test.deliver", "1.2.3")
logger.emit(LogRecord(timestamp=1_750_000_000_123_456_789, severity_number=SeverityNumber.WARN, body={"parts": ["grüße 🎈", 2]}, event_name="gen_ai.choice", attributes={"list": ["a", "b"]}))
logger.emit(LogRecord(timestamp=1_750_000_000_123_456_789, body="plain"))
logs.shutdown()

metrics = MeterProvider(resource=resource, metric_readers=[PeriodicExportingMetricReader(RecordingMetrics(**options("/v1/metrics")), export_interval_millis=60_000)])
meter = metrics.get_meter("test.deliver", "1.2.3")
meter.create_counter("tokens", unit="{token}").add(5, {"model": "gpt-4o"})
meter.create_histogram("duration", unit="s").record(0.5, {"model": "gpt-4o"})
metrics.shutdown()

print(json.dumps({"logs": RecordingLogs.results, "metrics": RecordingMetrics.results}))
