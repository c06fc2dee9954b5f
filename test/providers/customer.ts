/** Somebody who writes to the shop on one channel, seen from their side. */
export interface Customer {
  readonly channel: string
  /** Writes; resolves when the provider was told that it is taken. Throws when it was not. */
  says(text: string): Promise<void>
  /** What has come back so far, oldest first, as lines they read. */
  heard(): Promise<string[]>
}

/** A provider's double with the settings that lead the server to it. */
export interface Provider {
  settings: Record<string, string>
  /** Hosts that the server may reach although they are on this machine. */
  hosts: string[]
  /** A new customer, known by a number; `server` is the server's address. */
  customer(server: string, number: number): Promise<Customer>
  close(): Promise<void>
}

/** A webhook was not taken. */
export async function expectTaken(response: Response): Promise<void> {
  if (response.ok) return void (await response.arrayBuffer())
  throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`)
}
