export function IngestRoute() { return <p>ingest</p>; }
