import type { ProjectSettings } from '../../model/project-settings.js';
import type { ControlStore } from '../../store/control/control-store.js';

/** Where a project's ingest settings are read and changed. Whoever must know of a change is told before the change is reported as made. */
export class SettingsDesk {
  /** @param apply called with every project's settings at {@link load}, and at each change */
  constructor(readonly control: Pick<ControlStore, 'listProjects' | 'projectSettings' | 'putProjectSettings'>, readonly apply: (projectId: string, settings: ProjectSettings) => void) {}

  async load(): Promise<void> {
    for (const { id } of await this.control.listProjects()) this.apply(id, await this.control.projectSettings(id));
  }

  of(projectId: string): Promise<ProjectSettings> {
    return this.control.projectSettings(projectId);
  }

  /** Replaces the parts that are given. */
  async change(projectId: string, parts: Partial<ProjectSettings>): Promise<ProjectSettings> {
    const settings = { ...await this.control.projectSettings(projectId), ...parts };
    await this.control.putProjectSettings(projectId, settings);
    this.apply(projectId, settings);
    return settings;
  }
}
