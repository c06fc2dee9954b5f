/** Every scope that the source uses, for reading alone; nothing that writes. */
export const SCOPES = [
  'read:page:confluence',
  'read:space:confluence',
  'read:folder:confluence',
  'read:attachment:confluence',
  // Ancestors of a page.
  'read:content.metadata:confluence',
  // v1 search and restrictions.
  'read:content-details:confluence',
  // Children and descendants.
  'read:hierarchical-content:confluence',
  // A refresh token.
  'offline_access',
] as const

export type Scope3LO = (typeof SCOPES)[number]
