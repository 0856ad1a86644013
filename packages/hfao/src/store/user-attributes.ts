/** Attributes of log records that name a user, as they are stored. */
export const USER_ATTRIBUTES = ['user.id', 'enduser.id', 'resource.user.id', 'resource.enduser.id'];
