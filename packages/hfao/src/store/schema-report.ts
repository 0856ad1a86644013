/** How far the schemas of one installation are; what `hfao migrate` says. */
export interface SchemaReport {
  control: {
    /** Without a password. */
    place: string;
    applied: string[];
    /** Still to be made: of `--status` and `--dry-run` what would be, else what was. */
    pending: string[];
    /** Of a newer hfao. */
    unknown: string[];
  };
  telemetry: {
    place: string;
    /** What has a schema: files, or all at once. */
    unit: 'segment' | 'database';
    /** What this version writes. */
    schema_version: number;
    /** How many parts have which schema version; older ones are pending. */
    parts: { schema_version: number; count: number }[];
  };
}
