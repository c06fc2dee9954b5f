/** A person's consent to read one wiki, with the tokens it is used through. Secret: encrypted where it is stored. */
export interface Grant {
  /** The site as accessible-resources names it, such as https://shop.atlassian.net. */
  siteUrl: string
  /** The site's id on the gateway. */
  cloudId: string
  siteName: string
  accessToken: string
  /** ISO 8601 with zone. */
  accessExpiresAt: string
  /** Rotates: each use makes the next one, and this one soon dies. */
  refreshToken: string
  scopes: string[]
}

/** Keeps the grants of connections between restarts. */
export interface GrantStore {
  /** @throws connection.unknown */
  load(connectionId: number): Promise<Grant>
  /**
   * Runs `work` while no other holder, in this process or another, has the lock of this grant. `grant` is read inside the
   * lock. What `save` is given is durable when it resolves, also when `work` throws afterwards: a rotated refresh token that
   * is lost ends the grant. `work` makes a network request, so an implementation holds a lease, not a transaction.
   */
  withLock<T>(
    connectionId: number,
    work: (grant: Grant, save: (grant: Grant) => Promise<void>) => Promise<T>,
  ): Promise<T>
}
