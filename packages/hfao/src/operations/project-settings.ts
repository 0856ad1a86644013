import { z } from 'zod';
import { ProjectSettings } from '../model/project-settings.js';
import type { ForwardingRule } from '../model/forwarding-rule.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';

const HIDDEN = '(set)';

export const getProjectSettings = operation({
  name: 'get_project_settings',
  http: ['GET', '/api/v1/projects/:project/settings'],
  scope: 'settings:read',
  toolset: 'ingest',
  summary: 'What this project decided about its ingest (redaction, prices, mapping rules, forwarding) and its retention.',
  description: 'Values of forwarding headers are never shown. `redaction` null: the server-wide setting applies. Retention is changed by set_retention.',
  input: z.strictObject({ project: ProjectRef }),
  output: z.object({ settings: ProjectSettings }),
  run: async ({ project, settings }) => ({ settings: shown(await settings.of(project.id)) }),
});

/** Without the defaults of the whole: a part that is not given stays as it is. */
const { redaction, price_overrides, mapping_rules, forwarding_rules } = ProjectSettings.shape;
const PARTS = {
  redaction: redaction.unwrap().optional(), price_overrides: price_overrides.unwrap().optional(), mapping_rules: mapping_rules.unwrap().optional(), forwarding_rules: forwarding_rules.unwrap().optional(),
};

export const updateProjectSettings = operation({
  name: 'update_project_settings',
  http: ['PATCH', '/api/v1/projects/:project/settings'],
  scope: 'settings:write',
  toolset: 'ingest',
  summary: 'Replaces parts of the ingest settings of this project; they hold for what arrives from then on.',
  description: `Give only the parts to replace, each whole. A forwarding header whose value is "${HIDDEN}" keeps the value it has. For what is stored already use remap, reprice or the dry run of redaction.`,
  input: z.strictObject({ project: ProjectRef, ...PARTS }),
  output: z.object({ settings: ProjectSettings }),
  run: async ({ project, settings, redaction }, parts) => {
    if (parts.redaction) redaction.redactorFor(parts.redaction);   // refuses patterns that are none
    const current = await settings.of(project.id);
    const forwarding_rules = parts.forwarding_rules?.map((it) => withHeadersOf(it, current.forwarding_rules.find((old) => old.name === it.name)));
    const given = { ...parts, forwarding_rules };
    const names = Object.keys(PARTS) as (keyof typeof PARTS)[];
    const changes = Object.fromEntries(names.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]));
    return { settings: shown(await settings.change(project.id, changes)) };
  },
});

function shown(settings: ProjectSettings): ProjectSettings {
  const hide = (headers: Record<string, string>) => Object.fromEntries(Object.keys(headers).map((name) => [name, HIDDEN]));
  return { ...settings, forwarding_rules: settings.forwarding_rules.map((it) => ({ ...it, headers: hide(it.headers) })) };
}

function withHeadersOf(rule: ForwardingRule, old: ForwardingRule | undefined): ForwardingRule {
  const headers = Object.entries(rule.headers).flatMap(([name, value]) => (value !== HIDDEN ? [[name, value]] : old?.headers[name] === undefined ? [] : [[name, old.headers[name]]]));
  return { ...rule, headers: Object.fromEntries(headers) as Record<string, string> };
}
