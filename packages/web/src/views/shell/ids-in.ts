/** A trace id alone, `trace/step`, `hfao://traces/PROJECT/TRACE`, or the address of a trace in the cockpit. */
export function idsIn(text: string): { project?: string; trace: string; step?: string } | undefined {
  const match = /^(?:hfao:\/\/traces\/([a-z0-9][a-z0-9._-]*)\/|https?:\/\/\S+\/p\/([a-z0-9][a-z0-9._-]*)\/traces\/)?([0-9a-f]{32})(?:(?:\/|\?(?:\S*&)?step=)([0-9a-f]{16}))?(?:[#?&]\S*)?$/i.exec(text.trim());
  if (match === null) return undefined;
  return { project: match[1] ?? match[2], trace: match[3].toLowerCase(), step: match[4]?.toLowerCase() };
}
