/** What the channel needs to know; see its README for where each comes from. */
export interface InstagramSettings {
  /** The professional account's id, as webhooks name it. */
  account: string
  /** A long-lived access token. The channel renews it and keeps what it gets; another one here begins anew. */
  token: string
  appSecret: string
  verifyToken: string
  /** `https://graph.instagram.com`, or `https://graph.facebook.com` for an account behind a Facebook page. */
  url: string
  /** `v24.0`. */
  version: string
  /** Whether the token ends and can be renewed: so with Instagram Login, not with a page's token. */
  renews: boolean
  /** Milliseconds for one call; 10 s unless told. */
  timeoutMs?: number
}
