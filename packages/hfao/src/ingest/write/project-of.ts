import { slugOf } from '../../model/project-slug.js';
import { projectNameOf } from '../decode/project-name.js';
import type { Resource } from '../decode/span.js';
import type { WriteRequest } from './write-request.js';

/** Whose the items of a resource are. */
export function projectOf(resource: Resource, request: WriteRequest): string {
  const name = projectNameOf(resource.attributes);
  return (name === undefined ? undefined : request.projects[slugOf(name)]) ?? request.projectId;
}
